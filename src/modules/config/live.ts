// What the organization has now of the kinds that a document speaks of. Archived objects are gone for it.
import { listDestinations, listRules } from '#modules/alerts';
import type { AlertDestination, AlertRule } from '#modules/alerts';
import { AppError } from '#kernel/errors';
import { MAX_PAGE_SIZE } from '#kernel/page';
import type { Page } from '#kernel/page';
import { listMonitors } from '#modules/monitors';
import type { Monitor } from '#modules/monitors';
import { getServer, listAuthProfiles, listServers } from '#modules/servers';
import { listLiveContents } from '#modules/workflows';
import type { WorkflowContent } from '#modules/workflows';
import type { Ctx } from '#platform/ctx';
import type { LiveServer } from './entries/server-entry.ts';
import { createKeyBook } from './keys.ts';
import type { KeyBook, Keyed, KeyRow } from './keys.ts';
import { keyRowsOf } from './store.ts';

export interface Live {
  readonly servers: readonly LiveServer[];
  readonly workflows: readonly WorkflowContent[];
  readonly monitors: readonly Monitor[];
  readonly rules: readonly AlertRule[];
  readonly destinations: readonly AlertDestination[];
  readonly keyRows: readonly KeyRow[];
}

/** Of one kind; an organization that has more is not for one document. */
const MAX_LIVE = 10_000;

export async function loadLive(ctx: Ctx): Promise<Live> {
  const found = await all((page) => listServers(ctx, { ...page, environment: 'all', sort: 'createdAt' }));
  const servers: LiveServer[] = [];
  for (const server of found) servers.push({ server, profiles: await listAuthProfiles(ctx, { serverId: server.id }) });
  return {
    servers,
    workflows: refuseMore(await listLiveContents(ctx, { max: MAX_LIVE + 1 })),
    monitors: await all((page) => listMonitors(ctx, { ...page, sort: 'createdAt' })),
    rules: await all((page) => listRules(ctx, { ...page, sort: 'createdAt' })),
    destinations: await listDestinations(ctx),
    keyRows: await keyRowsOf(ctx.deps.db, ctx.org.id),
  };
}

/** One server again, after it was changed. */
export async function loadServer(ctx: Ctx, serverId: string): Promise<LiveServer> {
  return { server: await getServer(ctx, { serverId }), profiles: await listAuthProfiles(ctx, { serverId }) };
}

export const bookOf = ({ servers, workflows, monitors, rules, keyRows }: Live): KeyBook =>
  createKeyBook(
    [
      ...servers.map(({ server }) => keyed('server', server)),
      ...servers.flatMap(({ server, profiles }) => profiles.map((profile) => keyed('auth_profile', profile, server.id))),
      ...workflows.map((workflow) => keyed('workflow', workflow)),
      ...monitors.map((monitor) => keyed('monitor', monitor)),
      ...rules.map((rule) => keyed('rule', rule)),
    ],
    keyRows,
  );

const keyed = (kind: Keyed['kind'], { id, name }: { readonly id: string; readonly name: string }, scope = ''): Keyed => ({
  kind,
  id,
  name,
  scope,
});

async function all<T>(list: (page: { page: number; pageSize: number }) => Promise<Page<T>>): Promise<readonly T[]> {
  const rows: T[] = [];
  for (let page = 1; rows.length <= MAX_LIVE; page += 1) {
    const found = await list({ page, pageSize: MAX_PAGE_SIZE });
    rows.push(...found.rows);
    if (found.rows.length < MAX_PAGE_SIZE) break;
  }
  return refuseMore(rows);
}

function refuseMore<T>(rows: readonly T[]): readonly T[] {
  if (rows.length <= MAX_LIVE) return rows;
  throw new AppError('conflict', `The organization has more than ${MAX_LIVE} objects of one kind, which is too much for one document.`);
}
