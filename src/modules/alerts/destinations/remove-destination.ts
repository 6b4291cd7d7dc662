// Removes a destination that no rule uses, with its secrets and its deliveries, sent or not.
import { z } from 'zod';
import { record } from '#modules/access';
import { AppError, notFound } from '#kernel/errors';
import { parseInput } from '#kernel/parse-input';
import { requireRole } from '#kernel/role';
import type { Ctx } from '#platform/ctx';
import { inTransaction } from '#platform/db/transaction';
import { auditedDestination } from './audited-destination.ts';
import { idField } from './destination-input.ts';
import { deleteStored, lockStored, rulesUsing } from './store.ts';

const input = z.strictObject({ destinationId: idField });

/** Throws `conflict` with `details.usedBy`, the rules. */
export async function removeDestination(ctx: Ctx, raw: unknown): Promise<void> {
  requireRole(ctx, 'admin');
  const { destinationId } = parseInput(input, raw);
  const { db, vault } = ctx.deps;
  await inTransaction(db, async (tx) => {
    const stored = await lockStored(tx, ctx.org.id, destinationId);
    if (!stored) throw notFound('destination');
    if (stored.kind === 'email') throw new AppError('conflict', 'E-mail is built in and cannot be removed.');
    const usedBy = await rulesUsing(tx, destinationId);
    if (usedBy.length > 0) throw inUse(stored.name, usedBy);
    await deleteStored(tx, destinationId);
    for (const secretId of [stored.secretId, stored.signingSecretId]) {
      if (secretId !== null) await vault.remove(tx, ctx.org.id, secretId);
    }
    await record(tx, ctx, {
      action: 'destination.remove',
      objectType: 'destination',
      objectId: destinationId,
      before: auditedDestination(stored),
    });
  });
}

const SHOWN = 5;

function inUse(name: string, usedBy: readonly { readonly type: 'rule'; readonly id: string; readonly name: string }[]): AppError {
  const names = usedBy.slice(0, SHOWN).map((rule) => rule.name);
  const more = usedBy.length > SHOWN ? ` and ${usedBy.length - SHOWN} more` : '';
  return new AppError('conflict', `${name} is used by the rules ${names.join(', ')}${more}. Change those first.`, { details: { usedBy } });
}
