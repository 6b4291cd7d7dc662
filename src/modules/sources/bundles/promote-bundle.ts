// Makes a bundle the active one of its environment; promoting a superseded one is the way back (spec 07 §4).
import { z } from 'zod';
import { notFound } from '#kernel/errors';
import { parseInput } from '#kernel/parse-input';
import { requireRole } from '#kernel/role';
import type { Ctx } from '#platform/ctx';
import { inTransaction } from '#platform/db/transaction';
import type { Diagnostic } from '../compile/compiled.ts';
import { bundleIdField } from '../fields.ts';
import { requireLockedSource } from '../require-source.ts';
import type { Bundle, Rollback, StoredBundle } from './bundle.ts';
import { makeActive, secretWarnings } from './make-active.ts';
import { presentBundle } from './present-bundle.ts';
import { refuseUncompiled, requireBundle } from './require-bundle.ts';
import { findBundle } from './store.ts';

const input = z.strictObject({ bundleId: bundleIdField });

export interface Promoted {
  readonly bundle: Bundle;
  readonly rollback: Rollback;
  readonly warnings: readonly Diagnostic[];
}

/** Throws `conflict` for one that failed or is being compiled. One that is active already stays it. */
export async function promoteBundle(ctx: Ctx, raw: unknown): Promise<Promoted> {
  requireRole(ctx, 'admin');
  const { bundleId } = parseInput(input, raw);
  const { source } = await requireBundle(ctx, bundleId);
  return inTransaction(ctx.deps.db, async (tx) => {
    await requireLockedSource(tx, ctx, source);
    const before = await findBundle(tx, ctx.org.id, bundleId);
    if (!before) throw notFound('bundle');
    refuseUncompiled(before);
    const previousBundleId = before.state === 'active' ? null : await makeActive(tx, ctx, before);
    const after: StoredBundle = (await findBundle(tx, ctx.org.id, bundleId)) ?? before;
    return { bundle: presentBundle(after), rollback: { previousBundleId }, warnings: await secretWarnings(tx, after, after.manifest) };
  });
}
