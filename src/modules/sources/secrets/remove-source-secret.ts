// Removes a secret of a source for one environment; calls that need it fail from now on.
import { z } from 'zod';
import { notFound } from '#kernel/errors';
import { parseInput } from '#kernel/parse-input';
import { requireRole } from '#kernel/role';
import { record, secretMark } from '#modules/access';
import type { Ctx } from '#platform/ctx';
import { inTransaction } from '#platform/db/transaction';
import { requireLockedSource } from '../require-source.ts';
import { secretPlace } from './source-secret-fields.ts';
import { deleteSecret, findSecretId } from './store.ts';

const input = z.strictObject(secretPlace);

export async function removeSourceSecret(ctx: Ctx, raw: unknown): Promise<void> {
  requireRole(ctx, 'admin');
  const { slug, environment, name } = parseInput(input, raw);
  const { db, vault } = ctx.deps;
  await inTransaction(db, async (tx) => {
    const source = await requireLockedSource(tx, ctx, slug);
    const place = { sourceId: source.id, environment, name };
    const secretId = await findSecretId(tx, place);
    if (secretId === undefined) throw notFound('source_secret');
    await deleteSecret(tx, place);
    await vault.remove(tx, ctx.org.id, secretId);
    await record(tx, ctx, {
      action: 'source_secret.remove',
      objectType: 'source',
      objectId: source.id,
      before: { [`${environment}/${name}`]: secretMark(secretId) },
      after: { [`${environment}/${name}`]: secretMark(null) },
    });
  });
}
