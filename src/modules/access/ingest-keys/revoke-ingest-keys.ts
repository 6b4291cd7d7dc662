// Revokes ingest keys in the transaction of whatever ends them: a person's wish, a membership, or the organization.
import type { Ctx } from '#platform/ctx';
import type { Tx } from '#platform/db/connect';
import { record } from '../audit/record.ts';
import { eraseIngestKeys } from './store.ts';

/** One, those of one maker, or all. Returns their ids: the caller calls `forgetKeys` once it is committed. */
export async function revokeIngestKeys(
  tx: Tx,
  ctx: Ctx,
  which: { readonly id?: string | undefined; readonly createdBy?: string | undefined },
): Promise<readonly string[]> {
  const keys = await eraseIngestKeys(tx, { ...which, orgId: ctx.org.id, at: ctx.deps.clock.now() });
  for (const { id, name, serverId } of keys) {
    await ctx.deps.live.publish(tx, 'key_revoked', id);
    await record(tx, ctx, { action: 'ingest_key.revoke', objectType: 'ingest_key', objectId: id, before: { serverId, name } });
  }
  return keys.map(({ id }) => id);
}
