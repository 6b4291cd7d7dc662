// Saves the organization's status page, whole. What it shows the world is decided here and nowhere else.
import { AppError, validationFailed } from '#kernel/errors';
import { parseInput } from '#kernel/parse-input';
import { requireRole } from '#kernel/role';
import { record } from '#modules/access';
import { holdMonitors } from '#modules/monitors';
import type { Ctx } from '#platform/ctx';
import type { Tx } from '#platform/db/connect';
import { inTransaction } from '#platform/db/transaction';
import { refuseSecrets } from '#platform/secrets/refuse-secrets';
import { presentPage } from './get-status-page.ts';
import { statusPageInput } from './status-page.ts';
import type { StatusPage, StatusPageInput } from './status-page.ts';
import { findPage, isSlugTaken, lockPage, savePage } from './store.ts';

/** Throws `conflict` on `slug` when the page of another organization has it, public or not. */
export async function saveStatusPage(ctx: Ctx, raw: unknown): Promise<StatusPage> {
  requireRole(ctx, 'admin');
  refuseSecrets(raw);
  const page = parseInput(statusPageInput, raw);
  try {
    return await inTransaction(ctx.deps.db, (tx) => save(tx, ctx, page));
  } catch (error) {
    if (!isSlugTaken(error)) throw error;
    const message = 'is taken by another page';
    throw new AppError('conflict', `slug: ${message}`, { fieldErrors: [{ field: 'slug', message }], cause: error });
  }
}

async function save(tx: Tx, ctx: Ctx, page: StatusPageInput): Promise<StatusPage> {
  const { org, deps } = ctx;
  const names = await holdMonitors(
    tx,
    org.id,
    page.monitors.map(({ monitorId }) => monitorId),
  );
  refuseUnknown(page, names);
  const before = await lockPage(tx, org.id);
  await savePage(tx, org.id, { page, at: deps.clock.now() });
  await record(tx, ctx, {
    action: before ? 'status_page.update' : 'status_page.create',
    objectType: 'status_page',
    objectId: org.id,
    before: before && fieldsOf(before),
    after: fieldsOf(page),
  });
  const saved = await findPage(tx, org.id);
  if (!saved) throw new Error('a status page was not there after it was saved');
  return presentPage(ctx, saved, names);
}

function refuseUnknown(page: StatusPageInput, names: ReadonlyMap<string, string>): void {
  const [first, ...rest] = page.monitors.flatMap(({ monitorId }, index) =>
    names.has(monitorId) ? [] : [{ field: `monitors[${index}].monitorId`, message: 'is not a monitor of this organization' }],
  );
  if (first) throw validationFailed([first, ...rest]);
}

const fieldsOf = ({
  slug,
  title,
  description,
  isPublic,
  showsLatency,
  monitors,
}: StatusPageInput | NonNullable<Awaited<ReturnType<typeof findPage>>>) => ({
  slug,
  title,
  description,
  isPublic,
  showsLatency,
  monitors,
});
