// Ends one grant for a reason the person did not give; the audit log says which.
import { randomUUID } from 'node:crypto';
import type { Tx } from '#platform/db/connect';
import { record } from '../audit/record.ts';
import { visitorOf } from '../sessions/person-ctx.ts';
import type { VisitorCtx } from '../sessions/person-ctx.ts';
import { deleteGrants } from './store.ts';
import type { HeldGrant } from './store.ts';

/** The caller holds the grant, and calls `forgetApp` once it is committed. */
export async function endGrant(
  tx: Tx,
  ctx: VisitorCtx,
  { grant, note }: { readonly grant: HeldGrant; readonly note: string },
): Promise<void> {
  const { deps } = ctx;
  await deleteGrants(tx, { orgId: grant.org.id, grantId: grant.id });
  await deps.live.publish(tx, 'app_ended', grant.id);
  const { requestId = randomUUID(), ip, userAgent } = visitorOf(ctx);
  const actor = {
    type: 'user' as const,
    id: grant.user.id,
    name: grant.user.name,
    role: grant.memberRole,
    app: { id: grant.id, name: grant.name },
  };
  await record(
    tx,
    { deps, org: grant.org, actor, requestId, ip, userAgent },
    {
      action: 'connected_app.end',
      objectType: 'connected_app',
      objectId: grant.id,
      before: { name: grant.name, clientId: grant.clientId, role: grant.role },
      note,
    },
  );
}
