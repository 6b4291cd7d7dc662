// Closes an organization for good: nobody finds it any more, nothing runs, every key and connected app is void. Its data is erased afterwards (spec 09 §2).
import { z } from 'zod';
import { invalidField } from '#kernel/errors';
import { parseInput } from '#kernel/parse-input';
import { requireRole } from '#kernel/role';
import type { Ctx } from '#platform/ctx';
import type { Tx } from '#platform/db/connect';
import { inTransaction } from '#platform/db/transaction';
import { clearDueOf } from '#platform/jobs/due';
import { record } from '../audit/record.ts';
import { endApps } from '../connected-apps/end-apps.ts';
import { forgetKeys } from '../forget-keys.ts';
import { revokeIngestKeys } from '../ingest-keys/revoke-ingest-keys.ts';
import { revokeKeys } from '../keys/revoke-keys.ts';
import { holdOrganization } from '../members/hold-organization.ts';
import { markDeleting } from '../organizations/store.ts';
import { requirePerson } from '../require-person.ts';

/** Tells what runs, which this module may not know, that it has to end. */
export interface RunStopper {
  /** Cancels every run of the organization that is not finished. */
  stopRuns(tx: Tx, ctx: Ctx): Promise<void>;
}

const input = z.strictObject({ slug: z.string().max(100) });

/** `slug` is what the owner typed, to be sure. It stays taken for ever. */
export async function deleteOrganization(ctx: Ctx, raw: unknown, runs: RunStopper): Promise<void> {
  requireRole(ctx, 'owner');
  requirePerson(ctx);
  const { slug } = parseInput(input, raw);
  if (slug !== ctx.org.slug) throw invalidField('slug', `must be ${ctx.org.slug}, the slug of the organization to delete`);
  const keyIds = await inTransaction(ctx.deps.db, async (tx) => {
    const { organization } = await holdOrganization(tx, ctx, 'owner');
    await markDeleting(tx, organization.id, ctx.deps.clock.now());
    await clearDueOf(tx, organization.id);
    await runs.stopRuns(tx, ctx);
    const revoked = [...(await revokeKeys(tx, ctx, {})), ...(await revokeIngestKeys(tx, ctx, {})), ...(await endApps(tx, ctx, {}))];
    await record(tx, ctx, {
      action: 'organization.delete',
      objectType: 'organization',
      objectId: organization.id,
      before: { slug, name: organization.name },
    });
    await ctx.deps.jobs.enqueue(tx, 'organization.erase', { orgId: organization.id }, { singletonKey: organization.id });
    return revoked;
  });
  forgetKeys(ctx.deps, keyIds);
}
