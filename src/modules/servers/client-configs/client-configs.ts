// Ready entries for every client, of any servers: what each client's file says, with variables in the place of credentials. Pure.
import { CLIENTS, hintFor, variablesOf, writeClientConfig } from './client-table.ts';
import type { ExportedServer } from './client-table.ts';
import { CLIENT_IDS } from './imported-entry.ts';
import type { ClientId } from './imported-entry.ts';

export interface ClientConfig {
  readonly title: string;
  readonly file: string;
  readonly syntax: 'json' | 'toml' | 'yaml';
  readonly hint: string;
  readonly text: string;
}

export interface ClientConfigs {
  /** What was asked for: `api-mcp`, `servers` or `source:<slug>`. */
  readonly target: string;
  /** Stand in the texts in the place of credentials; none of their values is known to us in the clear. */
  readonly variables: readonly string[];
  readonly entries: Readonly<Record<ClientId, ClientConfig>>;
}

export function clientConfigsOf(target: string, servers: readonly ExportedServer[]): ClientConfigs {
  const configOf = (client: ClientId): ClientConfig => {
    const { title, file, syntax } = CLIENTS[client];
    return { title, file, syntax, hint: hintFor(client, servers), text: writeClientConfig(client, servers) };
  };
  const entries = Object.fromEntries(CLIENT_IDS.map((client) => [client, configOf(client)])) as Record<ClientId, ClientConfig>;
  return { target, variables: variablesOf(servers), entries };
}
