// Removes a model that nothing uses; one in use can only be switched off.
import { z } from 'zod';
import { record as recordAudit } from '#modules/access';
import { AppError, invalidField, notFound } from '#kernel/errors';
import { parseInput } from '#kernel/parse-input';
import { requireRole } from '#kernel/role';
import type { Ctx } from '#platform/ctx';
import type { Tx } from '#platform/db/connect';
import { inTransaction } from '#platform/db/transaction';
import { leaveDefaults } from './leave-defaults.ts';
import { SCRIPT_MODEL_ID } from './model.ts';
import { deleteStored, lockStored } from './store.ts';

/** Answers what later modules know: who names a model. */
export interface ModelUsage {
  usersOf(
    tx: Tx,
    orgId: string,
    modelId: string,
  ): Promise<readonly { readonly type: 'workflow'; readonly id: string; readonly name: string }[]>;
}

const removeModelInput = z.strictObject({ modelId: z.string() });

export async function removeModel(ctx: Ctx, raw: unknown, usage: ModelUsage): Promise<void> {
  requireRole(ctx, 'admin');
  const { modelId } = parseInput(removeModelInput, raw);
  if (modelId === SCRIPT_MODEL_ID) throw invalidField('modelId', 'the built-in step script cannot be removed');
  await inTransaction(ctx.deps.db, async (tx) => {
    const stored = await lockStored(tx, ctx.org.id, modelId);
    if (!stored) throw notFound('model');
    const usedBy = await usage.usersOf(tx, ctx.org.id, modelId);
    if (usedBy.length > 0) {
      const names = usedBy.map(({ name }) => name).join(', ');
      throw new AppError('conflict', `${modelId} is used by ${names}. Switch it off instead, or change those first.`, {
        details: { usedBy },
      });
    }
    await deleteStored(tx, ctx.org.id, modelId);
    if (stored.secretId !== null) await ctx.deps.vault.remove(tx, ctx.org.id, stored.secretId);
    await recordAudit(tx, ctx, { action: 'model.remove', objectType: 'model', objectId: modelId, before: { ...stored.record } });
    await leaveDefaults(tx, ctx, modelId);
  });
}
