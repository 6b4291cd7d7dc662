// Every client whose configuration we write: where its file is, and how one says a remote server there. One line of the table
// per client; the reader of find-entries.ts understands all of them, and a test proves that nothing is lost on the way.
import { writeToml } from '#platform/file-formats/toml';
import { writeYaml } from '#platform/file-formats/yaml';
import type { ClientId } from './imported-entry.ts';

/** A header whose value is a variable: nothing that is written here is a secret. */
export interface ExportedHeader {
  readonly name: string;
  /** Stands before the value, such as `Bearer`. */
  readonly scheme: string | null;
  /** `A-Z`, `0-9`, `_`. */
  readonly variable: string;
}

export interface ExportedServer {
  readonly name: string;
  readonly transport: 'streamable_http' | 'sse';
  readonly url: string;
  readonly headers: readonly ExportedHeader[];
}

interface Client {
  readonly title: string;
  /** As people find it. */
  readonly file: string;
  readonly syntax: 'json' | 'toml' | 'yaml';
  /** How the variables get their values. */
  readonly hint: string;
  readonly documentOf: (servers: readonly ExportedServer[]) => object;
}

const FROM_ENVIRONMENT = 'Set the variables in the environment the client is started from.';

export const CLIENTS = {
  claudeCode: {
    title: 'Claude Code',
    file: '.mcp.json',
    syntax: 'json',
    hint: FROM_ENVIRONMENT,
    documentOf: (servers) => ({
      mcpServers: byName(servers, (server) => ({
        type: server.transport === 'sse' ? 'sse' : 'http',
        url: server.url,
        ...headersOf(server, braced),
      })),
    }),
  },
  claudeDesktop: {
    title: 'Claude Desktop',
    file: 'claude_desktop_config.json',
    syntax: 'json',
    hint: 'Put the values in the place of <…>. The entry starts mcp-remote, which needs Node.js.',
    documentOf: (servers) => ({ mcpServers: byName(servers, desktopEntry) }),
  },
  cursor: {
    title: 'Cursor',
    file: '.cursor/mcp.json',
    syntax: 'json',
    hint: FROM_ENVIRONMENT,
    documentOf: (servers) => ({
      mcpServers: byName(servers, (server) => ({
        ...(server.transport === 'sse' ? { type: 'sse' } : {}),
        url: server.url,
        ...headersOf(server, (name) => `\${env:${name}}`),
      })),
    }),
  },
  vscode: {
    title: 'VS Code',
    file: '.vscode/mcp.json',
    syntax: 'json',
    hint: 'VS Code asks for the values when the server starts, and keeps them.',
    documentOf: (servers) => ({
      servers: byName(servers, (server) => ({
        type: server.transport === 'sse' ? 'sse' : 'http',
        url: server.url,
        ...headersOf(server, (name) => `\${input:${name}}`),
      })),
      inputs: variablesOf(servers).map((id) => ({ type: 'promptString', id, description: `Value of ${id}`, password: true })),
    }),
  },
  windsurf: {
    title: 'Windsurf and Antigravity',
    file: 'mcp_config.json',
    syntax: 'json',
    hint: FROM_ENVIRONMENT,
    documentOf: (servers) => ({
      mcpServers: byName(servers, (server) => ({
        ...(server.transport === 'sse' ? { type: 'sse' } : {}),
        serverUrl: server.url,
        ...headersOf(server, (name) => `\${env:${name}}`),
      })),
    }),
  },
  geminiCli: {
    title: 'Gemini CLI',
    file: '.gemini/settings.json',
    syntax: 'json',
    hint: FROM_ENVIRONMENT,
    documentOf: (servers) => ({
      mcpServers: byName(servers, (server) => ({
        [server.transport === 'sse' ? 'url' : 'httpUrl']: server.url,
        ...headersOf(server, braced),
      })),
    }),
  },
  codex: {
    title: 'Codex',
    file: '~/.codex/config.toml',
    syntax: 'toml',
    hint: FROM_ENVIRONMENT,
    documentOf: (servers) => ({ mcp_servers: byName(servers, codexEntry) }),
  },
  opencode: {
    title: 'opencode',
    file: 'opencode.json',
    syntax: 'json',
    hint: FROM_ENVIRONMENT,
    documentOf: (servers) => ({
      $schema: 'https://opencode.ai/config.json',
      mcp: byName(servers, (server) => ({
        type: 'remote',
        url: server.url,
        enabled: true,
        ...headersOf(server, (name) => `{env:${name}}`),
      })),
    }),
  },
  goose: {
    title: 'Goose',
    file: '~/.config/goose/config.yaml',
    syntax: 'yaml',
    hint: 'Goose asks for the values once and keeps them in the keyring.',
    documentOf: (servers) => ({
      extensions: byName(servers, (server) => ({
        enabled: true,
        type: server.transport,
        name: server.name,
        description: '',
        uri: server.url,
        envs: {},
        env_keys: variablesOf([server]),
        ...headersOf(server, braced),
        timeout: 300,
      })),
    }),
  },
} satisfies Record<ClientId, Client>;

/** The text of a client's file with these servers and nothing else. */
export function writeClientConfig(client: ClientId, servers: readonly ExportedServer[]): string {
  const { syntax, documentOf } = CLIENTS[client];
  const document = documentOf(servers);
  switch (syntax) {
    case 'json':
      return `${JSON.stringify(document, null, 2)}\n`;
    case 'toml':
      return `${writeToml(document).trimEnd()}\n`;
    case 'yaml':
      return writeYaml(document);
  }
}

const braced = (name: string): string => `\${${name}}`;

function byName(servers: readonly ExportedServer[], entryOf: (server: ExportedServer) => object): Record<string, object> {
  return Object.fromEntries(servers.map((server) => [server.name, entryOf(server)]));
}

const variablesOf = (servers: readonly ExportedServer[]): string[] => [
  ...new Set(servers.flatMap(({ headers }) => headers.map(({ variable }) => variable))),
];

const valueOf = ({ scheme }: ExportedHeader, value: string): string => (scheme === null ? value : `${scheme} ${value}`);

const headersOf = ({ headers }: ExportedServer, spell: (variable: string) => string): { headers?: Record<string, string> } =>
  headers.length === 0
    ? {}
    : { headers: Object.fromEntries(headers.map((header) => [header.name, valueOf(header, spell(header.variable))])) };

/** Codex knows a bearer token and whole headers from the environment, and has no word for SSE. */
function codexEntry({ url, headers }: ExportedServer): object {
  const bearer = headers.find(({ name, scheme }) => name.toLowerCase() === 'authorization' && scheme === 'Bearer');
  const others = headers.filter((header) => header !== bearer);
  return {
    url,
    ...(bearer === undefined ? {} : { bearer_token_env_var: bearer.variable }),
    ...(others.length === 0 ? {} : { env_http_headers: Object.fromEntries(others.map(({ name, variable }) => [name, variable])) }),
  };
}

/**
 * Claude Desktop starts programs only. A header with a space in an argument breaks on some systems, so the whole value comes
 * from the environment, as mcp-remote advises.
 */
function desktopEntry({ url, transport, headers }: ExportedServer): object {
  const isLocal = /^http:\/\/(?:localhost|127\.0\.0\.1|\[::1\])[:/]/.test(url);
  return {
    command: 'npx',
    args: [
      '-y',
      'mcp-remote',
      url,
      ...headers.flatMap(({ name, variable }) => ['--header', `${name}:${braced(variable)}`]),
      ...(transport === 'sse' ? ['--transport', 'sse-only'] : []),
      ...(url.startsWith('http:') && !isLocal ? ['--allow-http'] : []),
    ],
    ...(headers.length === 0
      ? {}
      : { env: Object.fromEntries(headers.map((header) => [header.variable, valueOf(header, `<${header.variable}>`)])) }),
  };
}
