// Ends one of one's own applications, in whatever organization it is. Somebody else's answers as one that is not there.
import { notFound } from '#kernel/errors';
import type { PersonCtx } from '../sessions/person-ctx.ts';
import { disconnectApp } from './disconnect-app.ts';
import { personInOrganization } from './person-in-organization.ts';
import { holderOfGrant } from './store.ts';

export async function disconnectOwnApp(ctx: PersonCtx, { appId }: { readonly appId: string }): Promise<void> {
  const holder = await holderOfGrant(ctx.deps.db, appId);
  const inOrg = personInOrganization(ctx, ({ org }) => org.id === holder?.orgId);
  if (inOrg === undefined || holder?.userId !== ctx.session.user.id) throw notFound('connected_app');
  await disconnectApp(inOrg, { appId });
}
