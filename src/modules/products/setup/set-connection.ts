// Saves how callers bring their credential and how it goes on, whole (spec 06 §3). What was known of credentials is forgotten.
import { z } from 'zod';
import { notFound } from '#kernel/errors';
import { parseInput } from '#kernel/parse-input';
import { requireRole } from '#kernel/role';
import { record } from '#modules/access';
import { connectionInput, connectionOf, getSource, lockSource, saveConnection } from '#modules/sources';
import type { Source } from '#modules/sources';
import type { Ctx } from '#platform/ctx';
import { inTransaction } from '#platform/db/transaction';
import { refuseSecrets } from '#platform/secrets/refuse-secrets';

/** For the document as well: the slug stands in the path. */
export const setConnectionInput = z.strictObject({ connection: connectionInput });
const input = setConnectionInput.extend({ slug: z.string('must be text').max(200) });

/** Throws `validation_failed` with every fault, named below `connection`. */
export async function setConnection(ctx: Ctx, raw: unknown): Promise<Source> {
  requireRole(ctx, 'editor');
  refuseSecrets(raw);
  const { slug, connection } = parseInput(input, raw);
  await inTransaction(ctx.deps.db, async (tx) => {
    const before = await lockSource(tx, ctx.org.id, slug);
    if (!before) throw notFound('source');
    const completed = connectionOf(connection, before.baseUrl);
    const after = completed ? await saveConnection(tx, ctx, before, completed) : before;
    await record(tx, ctx, {
      action: 'source.connect',
      objectType: 'source',
      objectId: before.id,
      before: { connection: before.connection },
      after: { connection: after.connection },
    });
  });
  return getSource(ctx, { slug });
}
