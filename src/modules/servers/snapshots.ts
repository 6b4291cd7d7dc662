// The history of a catalog: its snapshots, and the difference of any two.
import { z } from 'zod';
import { AppError, invalidField } from '#kernel/errors';
import type { Page } from '#kernel/page';
import { parseInput } from '#kernel/parse-input';
import { requireRole } from '#kernel/role';
import type { Ctx } from '#platform/ctx';
import { compareCatalogs } from './catalog/compare-catalogs.ts';
import { findSnapshot, pageOfSnapshots } from './catalog/store.ts';
import { pageFields } from '#kernel/page-fields';
import { idField } from './fields.ts';
import { requireServer } from './get-server.ts';
import type { CatalogDiff, Snapshot } from './server.ts';

const listInput = z.strictObject({
  serverId: idField,
  ...pageFields,
});

/** Newest first. */
export async function listSnapshots(ctx: Ctx, raw: unknown): Promise<Page<Snapshot>> {
  requireRole(ctx, 'viewer');
  const { serverId, ...page } = parseInput(listInput, raw);
  await requireServer(ctx, serverId);
  return pageOfSnapshots(ctx.deps.db, { orgId: ctx.org.id, serverId }, page);
}

const diffInput = z.strictObject({ serverId: idField, from: idField, to: idField });

/** Of any two snapshots of one server. Of two eras it is refused: those differ without a change of the server. */
export async function diffSnapshots(ctx: Ctx, raw: unknown): Promise<CatalogDiff> {
  requireRole(ctx, 'viewer');
  const { serverId, from, to } = parseInput(diffInput, raw);
  await requireServer(ctx, serverId);
  const find = async (field: string, snapshotId: string) => {
    const snapshot = await findSnapshot(ctx.deps.db, { orgId: ctx.org.id, serverId, snapshotId });
    if (!snapshot) throw invalidField(field, 'is not a snapshot of this server');
    return snapshot;
  };
  const [before, after] = [await find('from', from), await find('to', to)];
  if (before.era !== after.era) {
    throw new AppError(
      'conflict',
      `The snapshots are of two protocol eras (${before.era} and ${after.era}), which list different fields. Compare two of one era.`,
    );
  }
  return { ...compareCatalogs(before.catalog, after.catalog), fromSnapshotId: before.id, toSnapshotId: after.id };
}
