// Who calls a published endpoint from inside this process: the instance itself, for one organization. The network cannot say so.
import type { Context } from 'hono';
import type { Ctx, Deps } from '#platform/ctx';
import { requestOf } from './authenticate.ts';
import type { ApiEnv } from './environment.ts';
import type { Admitted } from './mcp-guards.ts';

/** It may do what an editor may, as runs and monitors are made by editors. Undefined for a request that came from outside. */
export function ownCaller(c: Context<ApiEnv>, deps: Deps): Admitted<Ctx> | undefined {
  const server = c.env?.ownServer;
  if (server === undefined) return undefined;
  const actor = { type: 'system', id: 'managed-server', name: 'Armature', role: 'editor' } as const;
  return { caller: { ...requestOf(deps, c), org: server.org, actor }, isRevoked: () => false };
}
