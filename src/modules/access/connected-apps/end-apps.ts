// Ends connected applications in the transaction of whatever ends them: a decision, a membership, or the organization.
import type { Ctx } from '#platform/ctx';
import type { Tx } from '#platform/db/connect';
import { record } from '../audit/record.ts';
import { deleteGrants } from './store.ts';

/** One, those of one person, or all. Returns their ids: the caller calls `forgetApp` once it is committed. */
export async function endApps(
  tx: Tx,
  ctx: Ctx,
  which: { readonly userId?: string | undefined; readonly grantId?: string | undefined },
): Promise<readonly string[]> {
  const ended = await deleteGrants(tx, { ...which, orgId: ctx.org.id });
  for (const { id, name, clientId, role } of ended) {
    await ctx.deps.live.publish(tx, 'app_ended', id);
    await record(tx, ctx, {
      action: 'connected_app.end',
      objectType: 'connected_app',
      objectId: id,
      before: { name, clientId, role },
    });
  }
  return ended.map(({ id }) => id);
}
