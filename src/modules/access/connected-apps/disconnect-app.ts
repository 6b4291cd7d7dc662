// Ends an application's access at once, in every process: any one in the organization for admins, one's own for everybody.
import { z } from 'zod';
import { AppError, notFound } from '#kernel/errors';
import { parseInput } from '#kernel/parse-input';
import { hasRole, requireRole } from '#kernel/role';
import type { Ctx } from '#platform/ctx';
import { inTransaction } from '#platform/db/transaction';
import { holdOrganization } from '../members/hold-organization.ts';
import { requirePerson } from '../require-person.ts';
import { forgetApp } from '../app-tokens/authenticate-access-token.ts';
import { endApps } from './end-apps.ts';
import { holderOfGrant } from './store.ts';

const input = z.strictObject({ appId: z.string().max(100) });

export async function disconnectApp(ctx: Ctx, raw: unknown): Promise<void> {
  requireRole(ctx, 'viewer');
  requirePerson(ctx);
  const { appId } = parseInput(input, raw);
  await inTransaction(ctx.deps.db, async (tx) => {
    const { role } = await holdOrganization(tx, ctx, 'viewer');
    const holder = await holderOfGrant(tx, appId);
    if (holder?.orgId !== ctx.org.id) throw notFound('connected_app');
    if (holder.userId !== ctx.actor.id && !hasRole(role, 'admin')) {
      throw new AppError('forbidden_role', 'Disconnecting the app of someone else needs the role admin or higher.', {
        details: { neededRole: 'admin' },
      });
    }
    await endApps(tx, ctx, { grantId: appId });
  });
  forgetApp(ctx.deps, appId);
}
