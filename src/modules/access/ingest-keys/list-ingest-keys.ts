// The live ingest keys of a server, newest first; never any part of a secret.
import { z } from 'zod';
import { invalidField } from '#kernel/errors';
import { parseInput } from '#kernel/parse-input';
import { requireRole } from '#kernel/role';
import type { Ctx } from '#platform/ctx';
import { requirePerson } from '../require-person.ts';
import { MAX_INGEST_KEYS } from './ingest-key.ts';
import type { IngestKey, ServerRules } from './ingest-key.ts';
import { liveIngestKeys } from './store.ts';

const input = z.strictObject({ serverId: z.string().max(160) });

/** All of them: at most 100. */
export async function listIngestKeys(ctx: Ctx, raw: unknown, servers: ServerRules): Promise<readonly IngestKey[]> {
  requireRole(ctx, 'admin');
  requirePerson(ctx);
  const { serverId } = parseInput(input, raw);
  if (!(await servers.hasActive(ctx, serverId))) throw invalidField('serverId', 'is not an active server of this organization');
  return liveIngestKeys(ctx.deps.db, { orgId: ctx.org.id, serverId, limit: MAX_INGEST_KEYS });
}
