// Every client whose configuration we write: where its file is, and how one says a remote server there. One line of the table
// per client; the reader of find-entries.ts understands all of them, and a test proves that nothing is lost on the way.
import { writeToml } from '#platform/file-formats/toml';
import { writeYaml } from '#platform/file-formats/yaml';
import type { ClientId } from './imported-entry.ts';

/** A header whose value is a variable: nothing that is written here is a secret. */
export interface ExportedHeader {
  readonly name: string;
  /** Stands before the value, such as `Bearer `; may be empty. */
  readonly prefix: string;
  /** `A-Z`, `0-9`, `_`. */
  readonly variable: string;
}

export interface ExportedServer {
  readonly name: string;
  readonly transport: 'streamable_http' | 'sse';
  readonly url: string;
  readonly headers: readonly ExportedHeader[];
  /** A credential that goes into the query of the URL. */
  readonly parameter?: Pick<ExportedHeader, 'name' | 'prefix' | 'variable'> | undefined;
}

interface Client {
  readonly title: string;
  /** As people find it. */
  readonly file: string;
  readonly syntax: 'json' | 'toml' | 'yaml';
  /** How the variables get their values. */
  readonly hint: string;
  /** For a server that needs more to be said. */
  readonly hintOf?: ((server: ExportedServer) => string | undefined) | undefined;
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
        url: urlOf(server, braced),
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
        url: urlOf(server, fromEnv),
        ...headersOf(server, fromEnv),
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
        url: urlOf(server, fromInput),
        ...headersOf(server, fromInput),
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
        serverUrl: urlOf(server, fromEnv),
        ...headersOf(server, fromEnv),
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
        [server.transport === 'sse' ? 'url' : 'httpUrl']: urlOf(server, braced),
        ...headersOf(server, braced),
      })),
    }),
  },
  codex: {
    title: 'Codex',
    file: '~/.codex/config.toml',
    syntax: 'toml',
    hint: FROM_ENVIRONMENT,
    hintOf: codexHint,
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
        url: urlOf(server, curly),
        enabled: true,
        ...headersOf(server, curly),
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
        uri: urlOf(server, braced),
        envs: {},
        env_keys: variablesOf([server]),
        ...headersOf(server, braced),
        timeout: 300,
      })),
    }),
  },
} satisfies Record<ClientId, Client>;

/** What is to be done with the text. */
export function hintFor(client: ClientId, servers: readonly ExportedServer[]): string {
  const { hint, hintOf }: Client = CLIENTS[client];
  return [hint, ...new Set(servers.flatMap((server) => hintOf?.(server) ?? []))].join(' ');
}

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

type Spelling = (variable: string) => string;

const braced: Spelling = (name) => `\${${name}}`;
const fromEnv: Spelling = (name) => `\${env:${name}}`;
const fromInput: Spelling = (name) => `\${input:${name}}`;
const curly: Spelling = (name) => `{env:${name}}`;
/** Where a client reads no variable, for a person to replace. */
const marked: Spelling = (name) => `<${name}>`;

function byName(servers: readonly ExportedServer[], entryOf: (server: ExportedServer) => object): Record<string, object> {
  return Object.fromEntries(servers.map((server) => [server.name, entryOf(server)]));
}

/** Of all of them, each once. */
export const variablesOf = (servers: readonly ExportedServer[]): string[] => [
  ...new Set(servers.flatMap(({ headers, parameter }) => [...headers, ...(parameter ? [parameter] : [])].map(({ variable }) => variable))),
];

const valueOf = ({ prefix }: Pick<ExportedHeader, 'prefix'>, value: string): string => `${prefix}${value}`;

/** The variable stands as it is: what a client puts in its place is no text of ours to encode. */
function urlOf({ url, parameter }: ExportedServer, spell: Spelling): string {
  if (parameter === undefined) return url;
  const { name, prefix, variable } = parameter;
  return `${url}${url.includes('?') ? '&' : '?'}${name}=${encodeURIComponent(prefix)}${spell(variable)}`;
}

const headersOf = ({ headers }: ExportedServer, spell: Spelling): { headers?: Record<string, string> } =>
  headers.length === 0
    ? {}
    : { headers: Object.fromEntries(headers.map((header) => [header.name, valueOf(header, spell(header.variable))])) };

/** Codex knows a bearer token and whole headers from the environment, and has no word for SSE. */
function codexEntry(server: ExportedServer): object {
  const bearer = server.headers.find(isBearer);
  const others = server.headers.filter((header) => header !== bearer);
  return {
    url: urlOf(server, marked),
    ...(bearer === undefined ? {} : { bearer_token_env_var: bearer.variable }),
    ...(others.length === 0 ? {} : { env_http_headers: Object.fromEntries(others.map(({ name, variable }) => [name, variable])) }),
  };
}

const isBearer = ({ name, prefix }: ExportedHeader): boolean => name.toLowerCase() === 'authorization' && prefix === 'Bearer ';

function codexHint({ headers, parameter }: ExportedServer): string | undefined {
  if (parameter) return `Codex reads no variable in a URL: put the value in the place of ${marked(parameter.variable)}.`;
  const whole = headers.filter((header) => header.prefix !== '' && !isBearer(header));
  return whole.length === 0 ? undefined : whole.map(({ variable, prefix }) => `${variable} begins with "${prefix}".`).join(' ');
}

/**
 * Claude Desktop starts programs only. A header with a space in an argument breaks on some systems, so the whole value comes
 * from the environment, as mcp-remote advises.
 */
function desktopEntry(server: ExportedServer): object {
  const { transport, headers } = server;
  const url = urlOf(server, marked);
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
      : { env: Object.fromEntries(headers.map((header) => [header.variable, valueOf(header, marked(header.variable))])) }),
  };
}
