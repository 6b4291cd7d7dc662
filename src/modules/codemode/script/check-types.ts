// A prepared script against the types of its bundle: for whoever is about to run it, and for whoever is still typing.
import { seconds } from '#kernel/duration';
import type { OpenBundle } from '#modules/sources';
import type { Ctx } from '#platform/ctx';
import type { TypeCheck } from '#platform/script/type-checker';

/** A check takes some milliseconds; who needs longer stays unchecked, and ends the process that others wait for. */
const TYPECHECK_MS = seconds(10);

/** `checked` of a prepared script: what the parser refused may end the compiler. */
export async function checkTypes({ deps, org }: Ctx, bundle: OpenBundle, checked: string, signal: AbortSignal): Promise<TypeCheck> {
  const types = await bundle.types();
  const about = { key: bundle.contentHash, types, code: checked };
  return deps.typeChecker.check({ ...about, timeoutMs: TYPECHECK_MS, signal, owner: org.id });
}
