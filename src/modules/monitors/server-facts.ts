// What a monitor's rules need to know of the servers it may stand on, read from the module that owns them.
import { AppError } from '#kernel/errors';
import { getServer, latestCatalog, listAuthProfiles } from '#modules/servers';
import type { Ctx } from '#platform/ctx';
import type { CatalogTool } from '#platform/mcp/mcp';

export interface ServerFacts {
  readonly id: string;
  readonly name: string;
  readonly isActive: boolean;
  readonly authProfileIds: readonly string[];
  /** Of the latest catalog; undefined when the server was never synced. */
  readonly tools: readonly CatalogTool[] | undefined;
}

/** undefined for a server that is not the organization's. */
export async function loadServer(ctx: Ctx, serverId: string): Promise<ServerFacts | undefined> {
  const server = await orUndefined(getServer(ctx, { serverId }));
  if (!server) return undefined;
  const [profiles, latest] = await Promise.all([listAuthProfiles(ctx, { serverId }), latestCatalog(ctx.deps.db, ctx.org.id, serverId)]);
  return {
    id: server.id,
    name: server.name,
    isActive: server.state === 'active',
    authProfileIds: profiles.map(({ id }) => id),
    tools: latest?.catalog.tools,
  };
}

/** Each server once, however many monitors name it. */
export async function loadServers(ctx: Ctx, serverIds: Iterable<string>): Promise<ReadonlyMap<string, ServerFacts>> {
  const servers = new Map<string, ServerFacts>();
  for (const id of new Set(serverIds)) {
    const server = await loadServer(ctx, id);
    if (server) servers.set(id, server);
  }
  return servers;
}

async function orUndefined<T>(asked: Promise<T>): Promise<T | undefined> {
  try {
    return await asked;
  } catch (error) {
    // A malformed id names no server either.
    if (error instanceof AppError && (error.code === 'not_found' || error.code === 'validation_failed')) return undefined;
    throw error;
  }
}
