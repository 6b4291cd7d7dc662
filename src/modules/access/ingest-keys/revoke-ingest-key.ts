// Ends an ingest key at once in every process; its hash is deleted.
import { z } from 'zod';
import { notFound } from '#kernel/errors';
import { parseInput } from '#kernel/parse-input';
import { requireRole } from '#kernel/role';
import type { Ctx } from '#platform/ctx';
import { inTransaction } from '#platform/db/transaction';
import { holdOrganization } from '../members/hold-organization.ts';
import { requirePerson } from '../require-person.ts';
import { forgetIngestKey } from './authenticate-ingest-key.ts';
import { revokeIngestKeys } from './revoke-ingest-keys.ts';

const input = z.strictObject({ keyId: z.string() });

export async function revokeIngestKey(ctx: Ctx, raw: unknown): Promise<void> {
  requireRole(ctx, 'admin');
  requirePerson(ctx);
  const { keyId } = parseInput(input, raw);
  const revoked = await inTransaction(ctx.deps.db, async (tx) => {
    await holdOrganization(tx, ctx, 'admin');
    return revokeIngestKeys(tx, ctx, { id: keyId });
  });
  if (revoked.length === 0) throw notFound('ingest_key');
  forgetIngestKey(ctx.deps, keyId);
}
