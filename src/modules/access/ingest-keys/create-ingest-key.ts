// Makes an ingest key of a server. The token is in the answer once and nowhere else afterwards (spec 08 §1).
import { z } from 'zod';
import { AppError, invalidField } from '#kernel/errors';
import { parseInput } from '#kernel/parse-input';
import { requireRole } from '#kernel/role';
import { textField } from '#kernel/text-field';
import type { Ctx } from '#platform/ctx';
import { inTransaction } from '#platform/db/transaction';
import { record } from '../audit/record.ts';
import { conflictOn } from '../conflict-on.ts';
import { hashSecret } from '../keys/hash-secret.ts';
import { newTokenOf } from '../keys/token.ts';
import { holdOrganization } from '../members/hold-organization.ts';
import { requirePerson } from '../require-person.ts';
import { MAX_INGEST_KEYS } from './ingest-key.ts';
import type { IngestKey, ServerRules } from './ingest-key.ts';
import { insertIngestKey, liveIngestKeys } from './store.ts';

const newIngestKey = z.strictObject({ serverId: z.string().max(160), name: textField(60) });

export async function createIngestKey(
  ctx: Ctx,
  raw: unknown,
  servers: ServerRules,
): Promise<{ readonly token: string; readonly key: IngestKey }> {
  requireRole(ctx, 'admin');
  requirePerson(ctx);
  const { serverId, name } = parseInput(newIngestKey, raw);
  if (!(await servers.hasActive(ctx, serverId))) throw invalidField('serverId', 'is not an active server of this organization');
  const { token, keyId, secret } = newTokenOf('ami');
  const hashed = await hashSecret(secret);
  const key = await inTransaction(ctx.deps.db, async (tx) => {
    await holdOrganization(tx, ctx, 'admin');
    const live = await liveIngestKeys(tx, { orgId: ctx.org.id, serverId, limit: MAX_INGEST_KEYS });
    if (live.length >= MAX_INGEST_KEYS) throw new AppError('conflict', `This server has ${MAX_INGEST_KEYS} ingest keys. Revoke one first.`);
    const createdBy = { userId: ctx.actor.type === 'user' ? ctx.actor.id : null, name: ctx.actor.name };
    const made = await insertIngestKey(tx, {
      ...hashed,
      id: keyId,
      orgId: ctx.org.id,
      serverId,
      name,
      createdBy,
      at: ctx.deps.clock.now(),
    });
    if (!made) throw conflictOn('name', 'is taken by another ingest key of this server');
    await record(tx, ctx, { action: 'ingest_key.create', objectType: 'ingest_key', objectId: made.id, after: { serverId, name } });
    return made;
  });
  return { token, key };
}
