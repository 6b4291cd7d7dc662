// What a resource of this endpoint is before there is a caller. All are JSON, and all roles may read them.
import type { Ctx } from '#platform/ctx';
import { rpcErrorOf } from '../errors.ts';
import type { HostedResource, HostedResourceTemplate } from '#platform/mcp/define-tool';

const JSON_TYPE = 'application/json';

interface Described {
  readonly name: string;
  readonly title: string;
  readonly description: string;
}

export interface RepairResource extends Described {
  readonly uri: string;
  read(ctx: Ctx): Promise<string>;
}

/** `uriTemplate` has the one variable `id`. */
export interface RepairTemplate extends Described {
  readonly uriTemplate: string;
  read(ctx: Ctx, id: string): Promise<string>;
  /** Ids that begin with what was typed. */
  complete(ctx: Ctx, typed: string): Promise<readonly string[]>;
}

export const hostedResource = (ctx: Ctx, { read, ...described }: RepairResource): HostedResource => ({
  ...described,
  mimeType: JSON_TYPE,
  read: () => told(ctx, read(ctx)),
});

export const hostedTemplate = (ctx: Ctx, { read, complete, ...described }: RepairTemplate): HostedResourceTemplate => ({
  ...described,
  mimeType: JSON_TYPE,
  read: ({ id = '' }) => told(ctx, read(ctx, id)),
  complete: { id: (typed) => complete(ctx, typed) },
});

/** Here and not later, so that the host can name the resource beside it. */
const told = (ctx: Ctx, reading: Promise<string>): Promise<string> =>
  reading.catch((error: unknown) => {
    throw rpcErrorOf(error, { ctx, subject: 'uri' });
  });
