// Activates a source, or resumes a paused one (spec 06 §5).
import { z } from 'zod';
import { AppError } from '#kernel/errors';
import { parseInput } from '#kernel/parse-input';
import { requireRole } from '#kernel/role';
import { record } from '#modules/access';
import type { Ctx } from '#platform/ctx';
import { inTransaction } from '#platform/db/transaction';
import type { ActivationCheck } from './activation.ts';
import { slugField } from './fields.ts';
import { presentSource } from './present-source.ts';
import { requireReady } from './require-ready.ts';
import { requireLockedSource, requireSource } from './require-source.ts';
import type { Source, SourceRecord } from './source.ts';
import { saveSource } from './store.ts';

const input = z.strictObject({ slug: slugField });

/** Throws `conflict` with `details.missing`. Once more is harmless. The API is asked only before the first time. */
export async function activateSource(ctx: Ctx, raw: unknown, check: ActivationCheck): Promise<Source> {
  requireRole(ctx, 'editor');
  const { slug } = parseInput(input, raw);
  const current = await requireSource(ctx, slug);
  await requireReady(ctx, current, current.activatedAt === null ? check : undefined);
  const { db, clock } = ctx.deps;
  return inTransaction(db, async (tx) => {
    const before = await requireLockedSource(tx, ctx, slug);
    if (!isSameSetUp(before, current)) throw new AppError('conflict', 'Somebody else changed this source at the same time. Try again.');
    const at = clock.now();
    const activatedAt = before.mode === 'tools' ? (before.activatedAt ?? at.toISOString()) : before.activatedAt;
    if (before.pausedAt === null && activatedAt === before.activatedAt) return presentSource(tx, ctx, before);
    const after = await saveSource(tx, before.id, { ...before, activatedAt, pausedAt: null, at });
    await record(tx, ctx, {
      action: 'source.activate',
      objectType: 'source',
      objectId: before.id,
      before: { activatedAt: before.activatedAt, paused: before.pausedAt !== null },
      after: { activatedAt, paused: false },
    });
    return presentSource(tx, ctx, after);
  });
}

/** What was checked is what becomes active. */
const isSameSetUp = (a: SourceRecord, b: SourceRecord): boolean =>
  a.mode === b.mode && a.baseUrl === b.baseUrl && JSON.stringify(a.connection) === JSON.stringify(b.connection);
