// The live keys of the organization, newest first; never any part of a secret.
import { requireRole } from '#kernel/role';
import type { Ctx } from '#platform/ctx';
import type { ApiKey } from './api-key.ts';
import { MAX_KEYS } from './bounds.ts';
import { mayRevoke } from './may-revoke.ts';
import { requirePerson } from '../require-person.ts';
import { liveKeys } from './store.ts';

/** All of them: at most 1000. `canRevoke`: whether the caller may revoke it. */
export async function listApiKeys(ctx: Ctx): Promise<readonly (ApiKey & { readonly canRevoke: boolean })[]> {
  requireRole(ctx, 'viewer');
  requirePerson(ctx);
  const keys = await liveKeys(ctx.deps.db, ctx.org.id, MAX_KEYS);
  return keys.map((key) => ({ ...key, canRevoke: mayRevoke(ctx.actor, key) }));
}
