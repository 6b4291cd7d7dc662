// Pauses a source: its endpoint answers source_paused until it is activated again (spec 06 §5).
import { z } from 'zod';
import { parseInput } from '#kernel/parse-input';
import { requireRole } from '#kernel/role';
import { record } from '#modules/access';
import type { Ctx } from '#platform/ctx';
import { inTransaction } from '#platform/db/transaction';
import { slugField } from './fields.ts';
import { presentSource } from './present-source.ts';
import { requireLockedSource } from './require-source.ts';
import type { Source } from './source.ts';
import { saveSource } from './store.ts';

const input = z.strictObject({ slug: slugField });

/** Once more is harmless. */
export async function pauseSource(ctx: Ctx, raw: unknown): Promise<Source> {
  requireRole(ctx, 'editor');
  const { slug } = parseInput(input, raw);
  return inTransaction(ctx.deps.db, async (tx) => {
    const before = await requireLockedSource(tx, ctx, slug);
    if (before.pausedAt !== null) return presentSource(tx, ctx, before);
    const at = ctx.deps.clock.now();
    const after = await saveSource(tx, before.id, { ...before, pausedAt: at.toISOString(), at });
    await record(tx, ctx, {
      action: 'source.pause',
      objectType: 'source',
      objectId: before.id,
      before: { paused: false },
      after: { paused: true },
    });
    return presentSource(tx, ctx, after);
  });
}
