// Reads everything there is to read: every GET route of the API, of the dashboard and of the public pages, for every object.
import { minutes } from '#kernel/duration';
import { V1 } from './rest-world.ts';
import type { Body, CanaryWorld } from './canary-world.ts';
import { API_ROUTES, APP_ROUTES, STATUS_ROUTES } from './fuzz-routes.ts';

/** Every route that reads, with every object there is. */
export async function readEverything(canary: CanaryWorld): Promise<void> {
  canary.world.clock.advance(minutes(1));
  const objects = await allObjects(canary);
  for (const route of [...API_ROUTES, ...APP_ROUTES, ...STATUS_ROUTES].filter(({ method }) => method === 'GET')) {
    for (const path of await pathsOf(canary, route.path, objects)) {
      const headers = { key: canary.key, session: canary.session, anyone: {} }[route.by];
      await canary.send('GET', path, { headers });
    }
  }
  for (const path of ['/healthz', '/readyz', `${V1}/openapi`, '/oauth/client.json']) await canary.send('GET', path);
}

interface Objects {
  readonly workflows: readonly Body[];
  /** Ids by the names of the parameters that take them. */
  readonly ids: Readonly<Record<string, readonly string[]>>;
}

async function allObjects(canary: CanaryWorld): Promise<Objects> {
  const rows = async (path: string): Promise<Body[]> => (await canary.made('GET', path)).rows;
  const idsOf = async (path: string): Promise<string[]> => (await rows(path)).map(({ id }) => id);
  return {
    workflows: await rows('/workflows?pageSize=100'),
    ids: {
      serverId: await idsOf('/mcp-servers?environment=all&pageSize=100'),
      runId: canary.runIds,
      monitorId: [...(await idsOf('/monitors?pageSize=100')), ...(await idsOf('/monitors?pageSize=100&page=2'))],
      ruleId: await idsOf('/alert-rules?pageSize=100'),
      destinationId: await idsOf('/alert-destinations'),
      sourceSlug: (await rows('/sources')).map(({ slug }) => slug),
      approvalId: await idsOf('/approvals'),
      bundleId: (await canary.send('GET', '/api/openapi-artifacts', { headers: canary.key })).body.rows.map(({ id }: Body) => id),
      proposalId: (await rows('/workflow-change-proposals')).map(({ proposalId }) => proposalId),
      mailId: ['mail_00000000000000000000000000'],
      pageSlug: ['canary-status'],
      slug: [canary.world.org.slug],
      provider: ['google'],
      token: [canary.tokensMade['invitation'] ?? ''],
    },
  };
}

async function pathsOf(canary: CanaryWorld, path: string, { workflows, ids }: Objects): Promise<string[]> {
  const [first] = /\{\w+\}/.exec(path) ?? [];
  if (first === undefined) return [path];
  if (path.includes('{workflowId}'))
    return workflows.map(({ id, currentVersion }) => path.replace('{workflowId}', id).replace('{versionId}', currentVersion?.id ?? ''));
  if (path.endsWith('{bundleId}/diff')) return (ids['bundleId'] ?? []).map((id) => `${path.replace('{bundleId}', id)}?against=${id}`);
  if (path.endsWith('{serverId}/diff')) return Promise.all((ids['serverId'] ?? []).map((id) => diffPath(canary, path, id)));
  const known = ids[first.slice(1, -1)];
  if (known === undefined || known.length === 0) throw new Error(`there is no object for ${first} of ${path}`);
  const paths = await Promise.all(known.map((id) => pathsOf(canary, path.replace(first, id), { workflows, ids })));
  return paths.flat();
}

async function diffPath(canary: CanaryWorld, path: string, serverId: string): Promise<string> {
  const [newest] = (await canary.api('GET', `/mcp-servers/${serverId}/snapshots`)).body.rows;
  const snapshotId: string = newest?.id ?? newest?.snapshotId ?? '';
  return `${path.replace('{serverId}', serverId)}?from=${snapshotId}&to=${snapshotId}`;
}
