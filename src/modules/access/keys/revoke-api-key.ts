// Ends an API key at once in every process; its hash is deleted (spec 09 §5).
import { z } from 'zod';
import { AppError, notFound } from '#kernel/errors';
import { parseInput } from '#kernel/parse-input';
import { requireRole } from '#kernel/role';
import type { Ctx } from '#platform/ctx';
import { inTransaction } from '#platform/db/transaction';
import { record } from '../audit/record.ts';
import { forgetKey } from './authenticate-key.ts';
import { mayRevoke } from './may-revoke.ts';
import { requirePerson } from '../require-person.ts';
import { eraseKey, lockLiveKey } from './store.ts';

const input = z.strictObject({ keyId: z.string() });

export async function revokeApiKey(ctx: Ctx, raw: unknown): Promise<void> {
  requireRole(ctx, 'viewer');
  requirePerson(ctx);
  const { keyId } = parseInput(input, raw);
  await inTransaction(ctx.deps.db, async (tx) => {
    const key = await lockLiveKey(tx, ctx.org.id, keyId);
    if (!key) throw notFound('api_key');
    if (!mayRevoke(ctx.actor, key)) {
      throw new AppError('forbidden_role', 'Revoking the key of someone else needs the role admin or higher.', {
        details: { neededRole: 'admin' },
      });
    }
    await eraseKey(tx, key.id, ctx.deps.clock.now());
    await ctx.deps.live.publish(tx, 'key_revoked', key.id);
    await record(tx, ctx, {
      action: 'api_key.revoke',
      objectType: 'api_key',
      objectId: key.id,
      before: { name: key.name, role: key.role },
    });
  });
  forgetKey(ctx.deps, keyId);
}
