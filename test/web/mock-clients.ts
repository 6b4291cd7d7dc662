// What the mock API knows of configuration files of MCP clients: a file that was read, and the entries of each client.

interface Answer {
  readonly status?: number;
  readonly body: unknown;
}
type Route = readonly [RegExp, (match: readonly string[], query: URLSearchParams, body: Readonly<Record<string, unknown>>) => Answer];

const entry = (name: string, fields: object = {}) => ({
  name,
  source: null,
  transport: 'streamable_http',
  url: `https://${name}.example.com/mcp`,
  headers: [],
  inputs: [],
  notes: [],
  existing: null,
  request: { name, transportType: 'streamable_http', baseUrl: `https://${name}.example.com/mcp` },
  ...fields,
});

const input = (name: string, fields: object = {}) => ({
  name,
  isSecret: true,
  isRequired: true,
  description: null,
  default: null,
  choices: [],
  ...fields,
});

const skipped = (name: string, reason: string) => ({
  ...entry(name),
  transport: null,
  url: undefined,
  request: null,
  skipped: reason,
});

const LONG_URL = `https://catalog.example.com/${'v2/'.repeat(30)}\${region}/mcp`;

export const imported = {
  format: 'claudeCode',
  warnings: [],
  entries: [
    entry('github', {
      headers: [
        { name: 'Authorization', value: null, template: 'Bearer ${GITHUB_PAT}', secretName: 'GITHUB_PAT' },
        { name: 'X-Tenant', value: 'acme' },
      ],
      inputs: [input('GITHUB_PAT', { description: 'GitHub personal access token' })],
      request: {
        name: 'github',
        transportType: 'streamable_http',
        baseUrl: 'https://github.example.com/mcp',
        connectionConfig: { extraHeaders: { 'X-Tenant': 'acme' } },
        authProfile: { kind: 'bearer', value: '${GITHUB_PAT}' },
      },
    }),
    entry('catalog of everything that the warehouse holds', {
      transport: 'sse',
      source: '/home/ada/projects/shop',
      url: LONG_URL,
      inputs: [
        input('region', { isSecret: false, choices: ['eu', 'us'], default: 'eu' }),
        input('X-Workspace', { isRequired: false, description: 'Only for several workspaces' }),
      ],
      notes: ['is switched off in the file'],
      request: {
        name: 'catalog of everything that the warehouse holds',
        transportType: 'sse',
        baseUrl: LONG_URL,
        connectionConfig: { extraHeaders: { 'X-Workspace': '${X-Workspace}' } },
      },
    }),
    entry('linear'),
    entry('Acme Store (2)', { url: 'https://store.example.com/mcp', existing: { id: 'mcp_01store', name: 'Acme Store' } }),
    skipped('filesystem', 'is a program on a machine (npx); Armature tests servers it can reach over HTTP'),
    skipped('notify', 'speaks WebSocket, which is no transport of MCP'),
  ],
};

const client = (title: string, file: string, syntax: string, text: string) => ({
  title,
  file,
  syntax,
  hint: 'Set the variables in the environment the client is started from.',
  text,
});

const json = (root: string, fields: object): string => `${JSON.stringify({ [root]: { armature: fields } }, null, 2)}\n`;
const URL_OF = 'https://armature.example.com/api/mcp';
const HEADERS = { Authorization: 'Bearer ${ARMATURE_API_KEY}' };

const configs = {
  target: 'api-mcp',
  variables: ['ARMATURE_API_KEY'],
  entries: {
    claudeCode: client('Claude Code', '.mcp.json', 'json', json('mcpServers', { type: 'http', url: URL_OF, headers: HEADERS })),
    claudeDesktop: client(
      'Claude Desktop',
      'claude_desktop_config.json',
      'json',
      json('mcpServers', { command: 'npx', args: ['-y', 'mcp-remote', URL_OF] }),
    ),
    cursor: client('Cursor', '.cursor/mcp.json', 'json', json('mcpServers', { url: URL_OF, headers: HEADERS })),
    vscode: client('VS Code', '.vscode/mcp.json', 'json', json('servers', { type: 'http', url: URL_OF, headers: HEADERS })),
    windsurf: client('Windsurf and Antigravity', 'mcp_config.json', 'json', json('mcpServers', { serverUrl: URL_OF, headers: HEADERS })),
    geminiCli: client('Gemini CLI', '.gemini/settings.json', 'json', json('mcpServers', { httpUrl: URL_OF, headers: HEADERS })),
    codex: client(
      'Codex',
      '~/.codex/config.toml',
      'toml',
      `[mcp_servers.armature]\nurl = "${URL_OF}"\nbearer_token_env_var = "ARMATURE_API_KEY"\n`,
    ),
    opencode: client('opencode', 'opencode.json', 'json', json('mcp', { type: 'remote', url: URL_OF, headers: HEADERS })),
    goose: client(
      'Goose',
      '~/.config/goose/config.yaml',
      'yaml',
      `extensions:\n  armature:\n    type: streamable_http\n    uri: ${URL_OF}\n`,
    ),
  },
};

/** Of a source: the same entries with its name, its address and its variable in their place. */
function configsFor(query: URLSearchParams): unknown {
  const target = query.get('target') ?? 'api-mcp';
  if (!target.startsWith('source:')) return configs;
  const slug = target.slice('source:'.length);
  const environment = query.get('environment');
  const variable = slug === 'payments' ? 'PAYMENTS_TOKEN' : 'ARMATURE_API_KEY';
  const url = `https://armature.example.com/product-mcp/${slug}${environment === null ? '' : `?environment=${environment}`}`;
  const told = JSON.stringify(configs)
    .replaceAll('ARMATURE_API_KEY', variable)
    .replaceAll(URL_OF, url)
    .replaceAll('armature\\":', `${slug}\\":`);
  return { ...JSON.parse(told), target };
}

export const CLIENT_ROUTES: readonly Route[] = [
  [/^POST (?:.*)\/mcp-servers\/import$/, () => ({ body: imported })],
  [/^GET (?:.*)\/client-configs$/, (_match, query) => ({ body: configsFor(query) })],
];
