// What changed between any two bundles of a source (spec 07 §4).
import { z } from 'zod';
import { invalidField } from '#kernel/errors';
import { parseInput } from '#kernel/parse-input';
import { requireRole } from '#kernel/role';
import type { Ctx } from '#platform/ctx';
import { bundleIdField } from '../fields.ts';
import type { BundleDiff } from './bundle.ts';
import { diffAgainst, packedSurface } from './diff-against.ts';
import { inTurn } from './in-turn.ts';
import { refuseUncompiled, requireBundle } from './require-bundle.ts';
import { findBundle } from './store.ts';

const input = z.strictObject({ bundleId: bundleIdField, against: bundleIdField });

/** From `against` to `bundleId`. Throws `not_found` for the first, `validation_failed` on `against`, `conflict` for one without content. */
export async function diffBundles(ctx: Ctx, raw: unknown): Promise<BundleDiff> {
  requireRole(ctx, 'viewer');
  const wanted = parseInput(input, raw);
  const { db } = ctx.deps;
  const after = await requireBundle(ctx, wanted.bundleId);
  const before = await findBundle(db, ctx.org.id, wanted.against);
  if (!before) throw invalidField('against', 'is not a bundle of this organization');
  if (before.sourceId !== after.sourceId) throw invalidField('against', 'is a bundle of another source');
  refuseUncompiled(after);
  refuseUncompiled(before);
  return inTurn(ctx, async () => diffAgainst(db, before.id, await packedSurface(db, after.id), ctx.signal));
}
