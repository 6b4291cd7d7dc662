// Sets a secret of a source for one environment; what was there before is gone (spec 07 §5).
import { z } from 'zod';
import { AppError } from '#kernel/errors';
import { parseInput } from '#kernel/parse-input';
import { requireRole } from '#kernel/role';
import { record, secretMark } from '#modules/access';
import type { Ctx } from '#platform/ctx';
import { inTransaction } from '#platform/db/transaction';
import { requireLockedSource } from '../require-source.ts';
import { secretPlace } from './source-secret-fields.ts';
import { findSecretId, saveSecret, secretsOf } from './store.ts';

const MAX_VALUE = 8192;
/** Of one source, over all environments. */
const MAX_SECRETS = 100;

const input = z.strictObject({
  ...secretPlace,
  // it becomes part of a header or a query
  value: z
    .string('must be text')
    .min(1, 'must not be empty')
    .max(MAX_VALUE, `must have at most ${MAX_VALUE} characters`)
    .regex(/^[\x20-\x7e]*$/, 'must be printable ASCII without line breaks'),
});

/** `raw`: `{slug, environment?, name, value}`. */
export async function putSourceSecret(ctx: Ctx, raw: unknown): Promise<void> {
  requireRole(ctx, 'admin');
  const { slug, environment, name, value } = parseInput(input, raw);
  const { db, vault, clock } = ctx.deps;
  await inTransaction(db, async (tx) => {
    const source = await requireLockedSource(tx, ctx, slug);
    const place = { sourceId: source.id, environment, name };
    const before = await findSecretId(tx, place);
    if (before === undefined && (await secretsOf(tx, source.id)).length >= MAX_SECRETS) throw tooMany();
    const secretId = await vault.put(tx, ctx.org.id, value);
    await saveSecret(tx, ctx.org.id, { ...place, secretId, updatedAt: clock.now() });
    if (before !== undefined) await vault.remove(tx, ctx.org.id, before);
    await record(tx, ctx, {
      action: 'source_secret.put',
      objectType: 'source',
      objectId: source.id,
      before: { [`${environment}/${name}`]: secretMark(before ?? null) },
      after: { [`${environment}/${name}`]: secretMark(secretId) },
    });
  });
}

const tooMany = (): AppError => new AppError('conflict', `A source has at most ${MAX_SECRETS} secrets; remove one that is not needed.`);
