// Forgets what access keeps only for a time: audit entries after 400 days, invitations 30 days after their end (spec 09 §6), and what
// connected apps leave behind.
import { days } from '#kernel/duration';
import { inBatches } from '#kernel/in-batches';
import { inPages } from '#kernel/in-pages';
import type { Deps } from '#platform/ctx';
import { inTransaction } from '#platform/db/transaction';
import { sweepApps } from '../connected-apps/sweep-apps.ts';
import { ENDED_KEPT_MS } from '../invitations/invitation.ts';
import { deleteEnded } from '../invitations/store.ts';
import type { Organization } from '../organizations/organization.ts';
import { organizationsAfter } from '../organizations/store.ts';
import { recordSweep } from './record-sweep.ts';
import { deleteEntries } from './store.ts';

const KEPT_MS = days(400);
const BATCH = 1_000;
/** Of one organization and sweep; the next hour continues. */
const MAX_BATCHES = 100;
const PAGE = 200;

export async function sweepAccess(deps: Deps, signal: AbortSignal = new AbortController().signal): Promise<void> {
  const now = deps.clock.now().getTime();
  const invitations = await inBatches({ signal, size: BATCH, maxBatches: MAX_BATCHES }, () =>
    inTransaction(deps.db, (tx) => deleteEnded(tx, { before: new Date(now - ENDED_KEPT_MS), limit: BATCH })),
  );
  await sweepApps(deps, signal);
  let entries = 0;
  const page = (last: Organization | undefined) => organizationsAfter(deps.db, { afterId: last?.id ?? '', limit: PAGE });
  for await (const org of inPages(page)) entries += await sweepAudit(deps, { org, before: new Date(now - KEPT_MS), signal });
  deps.log.info({ entries, invitations }, 'old audit entries and invitations were forgotten');
}

async function sweepAudit(
  deps: Deps,
  { org, before, signal }: { readonly org: Organization; readonly before: Date; readonly signal: AbortSignal },
): Promise<number> {
  return inBatches({ signal, size: BATCH, maxBatches: MAX_BATCHES }, () =>
    inTransaction(deps.db, async (tx) => {
      const count = await deleteEntries(tx, { orgId: org.id, before, limit: BATCH });
      if (count === 0) return 0;
      await recordSweep(tx, deps, { org, signal, after: { auditEntries: count, before: before.toISOString() } });
      return count;
    }),
  );
}
