// Test connection: probes a saved server with one of its profiles, or an unsaved one. Of a saved one the health is kept; where it lists
// another catalog than the stored one, a sync is asked for.
import { z } from 'zod';
import { parseInput } from '#kernel/parse-input';
import { requireRole } from '#kernel/role';
import type { Ctx } from '#platform/ctx';
import { inTransaction } from '#platform/db/transaction';
import { catalogHash } from '#platform/mcp/catalog-hash';
import type { Probe } from '#platform/mcp/mcp';
import { newestHash } from './catalog/store.ts';
import { hasListed } from './catalog/store-catalog.ts';
import { connectionOf, refuseMisfits, refuseNetworkPolicy } from './create-server.ts';
import { idField } from './fields.ts';
import { requireActiveServer } from './get-server.ts';
import { HEALTHY, unhealthy } from './health.ts';
import { chooseProfile, openConnection } from './open-secrets.ts';
import { probeConnection } from './probe-connection.ts';
import { testConnectionSchema } from './server-input.ts';
import { isSameEndpoint, lockServer, saveContact } from './store.ts';
import type { ServerRecord } from './store.ts';
import { recordSync } from './syncs/record-sync.ts';

const input = z.strictObject({ serverId: idField, authProfileId: idField.optional() });

/** Without `authProfileId` the default profile. A failed probe is an answer here, not an error. */
export async function probeServer(ctx: Ctx, raw: unknown): Promise<Probe> {
  requireRole(ctx, 'editor');
  const { serverId, authProfileId } = parseInput(input, raw);
  const server = await requireActiveServer(ctx, serverId);
  const profile = await chooseProfile(ctx, serverId, authProfileId);
  const probe = await probeConnection(ctx, await openConnection(ctx, server, profile));
  // Health is that of the default credential; another profile's refusal says nothing about the server.
  if (!profile || profile.isDefault) await remember(ctx, server, probe);
  return probe;
}

/** The sync is a job of its own, so that permission, locking and storing stay in one place. */
async function remember(ctx: Ctx, asked: ServerRecord, probe: Probe): Promise<void> {
  await inTransaction(ctx.deps.db, async (tx) => {
    const server = await lockServer(tx, ctx.org.id, asked.id);
    // Another address or command was saved meanwhile: of that one the probe knows nothing.
    if (!server || !isSameEndpoint(server, asked)) return;
    await saveContact(tx, asked, probe.error ? unhealthy(probe.error) : { ...HEALTHY, verdict: probe.verdict ?? undefined });
    await recordSync(tx, ctx, { serverId: server.id, trigger: 'probe', probe });
    if (!hasListed(probe) || server.state !== 'active') return;
    const known = await newestHash(tx, { orgId: ctx.org.id, serverId: server.id, era: probe.era ?? 'legacy' });
    if (known === catalogHash(probe.catalog)) return;
    const payload = { orgId: ctx.org.id, serverId: server.id, trigger: 'probe' } as const;
    await ctx.deps.jobs.enqueue(tx, 'server.sync', payload, { singletonKey: server.id });
  });
}

/** An unsaved server: the fields of a new one, `name` optional. Stores nothing. */
export async function testConnection(ctx: Ctx, raw: unknown): Promise<Probe> {
  requireRole(ctx, 'editor');
  const unsaved = parseInput(testConnectionSchema(ctx.deps.settings), raw);
  refuseMisfits(unsaved);
  await refuseNetworkPolicy(ctx, unsaved.networkPolicy?.mode);
  return probeConnection(ctx, connectionOf(ctx, unsaved));
}
