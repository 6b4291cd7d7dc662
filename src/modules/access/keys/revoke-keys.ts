// Revokes many API keys in the transaction of whatever ends them: a membership, or the organization.
import type { Ctx } from '#platform/ctx';
import type { Tx } from '#platform/db/connect';
import { record } from '../audit/record.ts';
import { eraseKeys } from './store.ts';

/** Those of one maker, or all. Returns their ids: the caller calls `forgetKeys` once it is committed. */
export async function revokeKeys(tx: Tx, ctx: Ctx, which: { readonly createdBy?: string | undefined }): Promise<readonly string[]> {
  const keys = await eraseKeys(tx, { ...which, orgId: ctx.org.id, at: ctx.deps.clock.now() });
  for (const { id, name, role } of keys) {
    await ctx.deps.live.publish(tx, 'key_revoked', id);
    await record(tx, ctx, { action: 'api_key.revoke', objectType: 'api_key', objectId: id, before: { name, role } });
  }
  return keys.map(({ id }) => id);
}
