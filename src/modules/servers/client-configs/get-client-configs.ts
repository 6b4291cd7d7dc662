// Ready entries for every client: of this instance's own MCP endpoint, or of the servers the organization has registered.
import { z } from 'zod';
import { parseInput } from '#kernel/parse-input';
import { requireRole } from '#kernel/role';
import type { Ctx } from '#platform/ctx';
import { clientConfigsOf } from './client-configs.ts';
import type { ClientConfigs } from './client-configs.ts';
import type { ExportedServer } from './client-table.ts';
import { registeredServers } from './store.ts';
import type { RegisteredServer } from './store.ts';
import { uniqueNames } from './unique-names.ts';
import { inputName } from './variables.ts';

const MAX_SERVERS = 200;
const TARGETS = ['api-mcp', 'servers'] as const;

const input = z.strictObject({ target: z.enum(TARGETS, 'must be api-mcp, servers or source:<slug>').default('api-mcp') });

export async function getClientConfigs(ctx: Ctx, raw: unknown = {}): Promise<ClientConfigs> {
  requireRole(ctx, 'viewer');
  const { target } = parseInput(input, raw);
  const servers =
    target === 'api-mcp' ? [ownEndpoint(ctx)] : exportedServers(await registeredServers(ctx.deps.db, ctx.org.id, MAX_SERVERS));
  return clientConfigsOf(target, servers);
}

const ownEndpoint = (ctx: Ctx): ExportedServer => ({
  name: 'armature',
  transport: 'streamable_http',
  url: `${ctx.deps.settings.publicUrl}/api/mcp`,
  headers: [{ name: 'Authorization', prefix: 'Bearer ', variable: 'ARMATURE_API_KEY' }],
});

/** Hosted programs are not for others to reach. */
function exportedServers(servers: readonly RegisteredServer[]): ExportedServer[] {
  const nameFor = uniqueNames([]);
  return servers.flatMap(({ name, baseUrl, isSse, headerNames, credential }) => {
    if (baseUrl === null) return [];
    const unique = nameFor(name);
    const variableOf = (header: string): string => inputName(`${unique}_${header}`.replaceAll(/[^A-Za-z0-9]+/g, '_')).toUpperCase();
    const headers = [
      ...(credential === 'bearer' ? [{ name: 'Authorization', prefix: 'Bearer ', variable: variableOf('token') }] : []),
      ...(credential !== null && credential !== 'bearer' ? [plainHeader(credential.headerName, variableOf)] : []),
      ...headerNames.map((header) => plainHeader(header, variableOf)),
    ];
    return [{ name: unique, transport: isSse ? 'sse' : 'streamable_http', url: baseUrl, headers } as const];
  });
}

const plainHeader = (name: string, variableOf: (name: string) => string) => ({ name, prefix: '', variable: variableOf(name) });
