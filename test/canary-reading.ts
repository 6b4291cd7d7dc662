// Reads everything there is to read: every GET route of the API and of the dashboard, for every object.
import { minutes } from '#kernel/duration';
import { V1 } from './rest-world.ts';
import type { Body, CanaryWorld } from './canary-world.ts';
import { API_ROUTES, APP_ROUTES } from './fuzz-routes.ts';

/** Every route that reads, with every object there is. */
export async function readEverything(canary: CanaryWorld): Promise<void> {
  canary.world.clock.advance(minutes(1));
  const rows = async (path: string): Promise<Body[]> => (await canary.api('GET', path)).body.rows ?? [];
  const servers = await rows('/mcp-servers?environment=all&pageSize=100');
  const serverIds = (servers.length > 0 ? servers : await rows('/mcp-servers')).map(({ id }) => id);
  const workflows = await rows('/workflows?pageSize=100');
  for (const route of [...API_ROUTES, ...APP_ROUTES].filter(({ method }) => method === 'GET')) {
    for (const path of await pathsOf(canary, route.path, { serverIds, workflows })) {
      await canary.send('GET', path, { headers: route.by === 'key' ? canary.key : canary.session });
    }
  }
  for (const path of ['/healthz', '/readyz', `${V1}/openapi`, '/oauth/client.json']) await canary.send('GET', path);
}

interface Objects {
  readonly serverIds: readonly string[];
  readonly workflows: readonly Body[];
}

async function pathsOf(canary: CanaryWorld, path: string, { serverIds, workflows }: Objects): Promise<string[]> {
  const inOrg = path
    .replace('{slug}', canary.world.org.slug)
    .replace('{provider}', 'google')
    .replace('{token}', canary.tokensMade['invitation'] ?? '');
  if (inOrg.includes('{serverId}')) {
    const snapshots = await Promise.all(
      serverIds.map(async (id) => (await canary.api('GET', `/mcp-servers/${id}/snapshots`)).body.rows ?? []),
    );
    return serverIds.map((id, i) => {
      const snapshotId = snapshots[i][0]?.id ?? snapshots[i][0]?.snapshotId ?? '';
      return inOrg.replace('{serverId}', id) + (inOrg.endsWith('/diff') ? `?from=${snapshotId}&to=${snapshotId}` : '');
    });
  }
  if (inOrg.includes('{runId}')) return canary.runIds.map((id) => inOrg.replace('{runId}', id));
  if (inOrg.includes('{workflowId}'))
    return workflows.map(({ id, currentVersion }) => inOrg.replace('{workflowId}', id).replace('{versionId}', currentVersion?.id ?? ''));
  return [inOrg];
}
