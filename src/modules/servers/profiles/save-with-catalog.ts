// After a profile was saved: the catalog its probe found, when it is the default one's.
import type { Ctx } from '#platform/ctx';
import type { Tx } from '#platform/db/connect';
import type { Probe } from '#platform/mcp/mcp';
import { hasListed, storeCatalog } from '../catalog/store-catalog.ts';
import { lockServer, saveContact } from '../store.ts';
import type { ProfileRecord } from './store.ts';

/** Another credential may list another catalog, so only the default profile's counts. `probe` undefined: saved untried. */
export async function keepCatalog(
  tx: Tx,
  ctx: Ctx,
  { profile, probe }: { profile: ProfileRecord; probe: Probe | undefined },
): Promise<void> {
  if (!profile.isDefault) return;
  const server = await lockServer(tx, ctx.org.id, profile.mcpServerId);
  if (!server) return;
  if (probe && hasListed(probe)) await storeCatalog(tx, ctx, { server, listed: probe, trigger: 'update' });
  else await saveContact(tx, server, { health: 'unknown', detail: null });
}
