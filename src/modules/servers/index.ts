// Front door of servers: what is tested. Nouns: server, auth profile, catalog, snapshot, catalog difference.
// Tables: mcp_servers, auth_profiles, catalog_entries, catalog_snapshots; oauth_grants, oauth_states;
// rows of kind `server_sync` in due.
// Emits catalog.changed, grant.expiring, grant.needs_reauth. Jobs enqueued by its ticks: server.sync.
export { compareCatalogs } from './catalog/compare-catalogs.ts';
export { planMissingSyncs, SYNC_DUE_KIND } from './auto-sync/plan-sync.ts';
export { syncDueKind } from './auto-sync/sync-due-kind.ts';
export { createAuthProfile } from './profiles/create-auth-profile.ts';
export { listAuthProfiles } from './profiles/list-auth-profiles.ts';
export { removeAuthProfile } from './profiles/remove-auth-profile.ts';
export { updateAuthProfile } from './profiles/update-auth-profile.ts';
export { serverEraser } from './departure/server-eraser.ts';
export { serverExporter } from './departure/server-exporter.ts';
export { createServer } from './create-server.ts';
export { clientDocument } from './grants/client-document.ts';
export { connectProfile } from './grants/connect-profile.ts';
export { finishConnect } from './grants/finish-connect.ts';
export type { ConnectEnd } from './grants/finish-connect.ts';
export { renewGrants } from './grants/renew-grants.ts';
export { settleRenewals } from './grants/renewal-queue.ts';
export { getCatalog, latestCatalog } from './get-catalog.ts';
export { getServer } from './get-server.ts';
export { listServers } from './list-servers.ts';
export { openSession } from './open-session.ts';
export { probeServer, testConnection } from './probe-server.ts';
export { removeServer } from './remove-server.ts';
export type { CatalogDiff, McpServer } from './server.ts';
export { createServerInput } from './server-input.ts';
export { serverRules } from './server-rules.ts';
export type { ServerUsage } from './server-usage.ts';
export { diffSnapshots, listSnapshots } from './snapshots.ts';
export { syncServer } from './sync-server.ts';
export { updateServer } from './update-server.ts';
