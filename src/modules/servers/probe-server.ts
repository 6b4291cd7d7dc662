// Test connection: probes a saved server with one of its profiles, or an unsaved one. Changes nothing but the health of a saved one.
import { z } from 'zod';
import { parseInput } from '#kernel/parse-input';
import { requireRole } from '#kernel/role';
import type { Ctx } from '#platform/ctx';
import type { Probe } from '#platform/mcp/mcp';
import { connectionOf, refuseMisfits, refuseNetworkPolicy } from './create-server.ts';
import { idField } from './fields.ts';
import { requireActiveServer } from './get-server.ts';
import { HEALTHY, unhealthy } from './health.ts';
import { chooseProfile, openConnection } from './open-secrets.ts';
import { probeConnection } from './probe-connection.ts';
import { testConnectionSchema } from './server-input.ts';
import { saveContact } from './store.ts';

const input = z.strictObject({ serverId: idField, authProfileId: idField.optional() });

/** Without `authProfileId` the default profile. A failed probe is an answer here, not an error. */
export async function probeServer(ctx: Ctx, raw: unknown): Promise<Probe> {
  requireRole(ctx, 'editor');
  const { serverId, authProfileId } = parseInput(input, raw);
  const server = await requireActiveServer(ctx, serverId);
  const profile = await chooseProfile(ctx, serverId, authProfileId);
  const probe = await probeConnection(ctx, await openConnection(ctx, server, profile));
  // Health is that of the default credential; another profile's refusal says nothing about the server.
  if (!profile || profile.isDefault)
    await saveContact(ctx.deps.db, server, probe.error ? unhealthy(probe.error) : { ...HEALTHY, verdict: probe.verdict ?? undefined });
  return probe;
}

/** An unsaved server: the fields of a new one, `name` optional. Stores nothing. */
export async function testConnection(ctx: Ctx, raw: unknown): Promise<Probe> {
  requireRole(ctx, 'editor');
  const unsaved = parseInput(testConnectionSchema(ctx.deps.settings), raw);
  refuseMisfits(unsaved);
  await refuseNetworkPolicy(ctx, unsaved.networkPolicy?.mode);
  return probeConnection(ctx, connectionOf(ctx, unsaved));
}
