// The noun: one request to a published API, made of an operation and arguments. No credential is in it.
import type { FieldError } from '#kernel/errors';
import type { Method } from '../compile/compiled.ts';

export interface BuiltRequest {
  readonly method: Method;
  /** Absolute; on the origin of the base URL and below its path. */
  readonly url: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | null;
}

/** `field` is an argument (`petId`, `body.tags`), or `operation` where the document itself asks for what is not sent. */
export type BuildResult =
  | ({ readonly ok: true } & BuiltRequest)
  | { readonly ok: false; readonly fieldErrors: readonly [FieldError, ...FieldError[]] };
