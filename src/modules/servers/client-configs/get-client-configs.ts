// Ready entries for every client: of this instance's own MCP endpoint, or of the servers the organization has registered.
import { z } from 'zod';
import { parseInput } from '#kernel/parse-input';
import { requireRole } from '#kernel/role';
import type { Ctx } from '#platform/ctx';
import { CLIENTS, writeClientConfig } from './client-table.ts';
import type { ExportedServer } from './client-table.ts';
import { CLIENT_IDS } from './imported-entry.ts';
import type { ClientId } from './imported-entry.ts';
import { registeredServers } from './store.ts';
import type { RegisteredServer } from './store.ts';
import { uniqueNames } from './unique-names.ts';
import { inputName } from './variables.ts';

const MAX_SERVERS = 200;
const TARGETS = ['api-mcp', 'servers'] as const;

const input = z.strictObject({ target: z.enum(TARGETS, 'must be api-mcp or servers').default('api-mcp') });

export interface ClientConfig {
  readonly title: string;
  readonly file: string;
  readonly syntax: 'json' | 'toml' | 'yaml';
  readonly hint: string;
  readonly text: string;
}

export interface ClientConfigs {
  readonly target: (typeof TARGETS)[number];
  /** Stand in the texts in the place of credentials; none of their values is known to us in the clear. */
  readonly variables: readonly string[];
  readonly entries: Readonly<Record<ClientId, ClientConfig>>;
}

export async function getClientConfigs(ctx: Ctx, raw: unknown = {}): Promise<ClientConfigs> {
  requireRole(ctx, 'viewer');
  const { target } = parseInput(input, raw);
  const servers =
    target === 'api-mcp' ? [ownEndpoint(ctx)] : exportedServers(await registeredServers(ctx.deps.db, ctx.org.id, MAX_SERVERS));
  const configOf = (client: ClientId): ClientConfig => {
    const { title, file, syntax, hint } = CLIENTS[client];
    return { title, file, syntax, hint, text: writeClientConfig(client, servers) };
  };
  const entries = Object.fromEntries(CLIENT_IDS.map((client) => [client, configOf(client)])) as Record<ClientId, ClientConfig>;
  return { target, variables: [...new Set(servers.flatMap(({ headers }) => headers.map(({ variable }) => variable)))], entries };
}

const ownEndpoint = (ctx: Ctx): ExportedServer => ({
  name: 'armature',
  transport: 'streamable_http',
  url: `${ctx.deps.settings.publicUrl}/api/mcp`,
  headers: [{ name: 'Authorization', scheme: 'Bearer', variable: 'ARMATURE_API_KEY' }],
});

/** Hosted programs are not for others to reach. */
function exportedServers(servers: readonly RegisteredServer[]): ExportedServer[] {
  const nameFor = uniqueNames([]);
  return servers.flatMap(({ name, baseUrl, isSse, headerNames, credential }) => {
    if (baseUrl === null) return [];
    const unique = nameFor(name);
    const variableOf = (header: string): string => inputName(`${unique}_${header}`.replaceAll(/[^A-Za-z0-9]+/g, '_')).toUpperCase();
    const headers = [
      ...(credential === 'bearer' ? [{ name: 'Authorization', scheme: 'Bearer', variable: variableOf('token') }] : []),
      ...(credential !== null && credential !== 'bearer' ? [plainHeader(credential.headerName, variableOf)] : []),
      ...headerNames.map((header) => plainHeader(header, variableOf)),
    ];
    return [{ name: unique, transport: isSse ? 'sse' : 'streamable_http', url: baseUrl, headers } as const];
  });
}

const plainHeader = (name: string, variableOf: (name: string) => string) => ({ name, scheme: null, variable: variableOf(name) });
