// What is read of configuration files: every spelling, what is skipped and why, which secrets stay where they are, and the bounds.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ImportedConfig, ImportEntry } from './imported-entry.ts';
import { parseClientConfig } from './parse-client-config.ts';

const SECRET = 'kq8Zt3vB7nR1xW5yL0pD';

function parsed(value: unknown, options: { fileName?: string; allowStdio?: boolean; takenNames?: string[] } = {}): ImportedConfig {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  const outcome = parseClientConfig(text, { allowStdio: false, ...options });
  if (!outcome.ok) throw new Error(outcome.error);
  return outcome.value;
}

function entryOf(fields: object, options = {}): ImportEntry {
  const [entry] = parsed({ mcpServers: { crm: fields } }, options).entries;
  if (entry === undefined) throw new Error('no entry');
  return entry;
}

const faultOf = (text: string, fileName?: string): string => {
  const outcome = parseClientConfig(text, { allowStdio: false, fileName });
  return outcome.ok ? '' : outcome.error;
};

/** Where values are put; names stay what they are. */
const fillable = ({ request }: ImportEntry): string[] => {
  const { extraHeaders = {}, env = {}, command = '', args = [] } = request?.connectionConfig ?? {};
  return [
    request?.baseUrl ?? '',
    request?.authProfile?.value ?? '',
    command,
    ...args,
    ...Object.values(extraHeaders),
    ...Object.values(env),
  ];
};

const URL_OF = 'https://crm.example.com/mcp';
const remote = (headers: object) => entryOf({ type: 'http', url: URL_OF, headers });

describe('a variable', () => {
  test.each<[string, string, string, string]>([
    ['of Claude Code', '${TOKEN}', '${TOKEN}', 'TOKEN'],
    ['of Cursor', '${env:TOKEN}', '${TOKEN}', 'TOKEN'],
    ['of VS Code', '${input:my-token}', '${my-token}', 'my-token'],
    ['of Gemini CLI', '$TOKEN', '${TOKEN}', 'TOKEN'],
    ['of opencode', '{env:TOKEN}', '${TOKEN}', 'TOKEN'],
    ['that is a file', '{file:~/.keys/crm}', '${keys_crm}', 'keys_crm'],
    ['of the registry', '{api_token}', '${api_token}', 'api_token'],
    ['with spaces', '${ My Token }', '${My_Token}', 'My_Token'],
    ['without a name that could stand anywhere', '${???}', '${VALUE}', 'VALUE'],
  ])('%s becomes a named secret', (_name, value, template, secretName) => {
    const { headers, inputs } = remote({ 'X-Api-Key': value });
    expect(headers).toEqual([{ name: 'X-Api-Key', value: null, template, secretName }]);
    expect(inputs).toEqual([{ name: secretName, isSecret: true, isRequired: true, description: null, default: null, choices: [] }]);
  });

  test('is never looked up', () => {
    const { PATH = '' } = process.env;
    const entry = entryOf({ type: 'http', url: '${PATH}/mcp', headers: { 'X-Path': '${PATH}', 'X-Home': '$HOME' } });
    expect(JSON.stringify(entry)).not.toContain(PATH);
    expect(entry.inputs.map(({ name }) => name)).toEqual(['PATH', 'HOME']);
  });

  test('of a URL is no secret unless it is named like one, and keeps its default', () => {
    const { url, inputs } = entryOf({ type: 'http', url: '${BASE:-https://a.example}/mcp?k=${API_KEY:-none}' });
    expect(url).toBe('${BASE}/mcp?k=${API_KEY}');
    expect(inputs).toMatchObject([
      { name: 'BASE', isSecret: false, default: 'https://a.example' },
      { name: 'API_KEY', isSecret: true, default: 'none' },
    ]);
  });

  test('has no default that is a secret', () => {
    const { inputs } = remote({ 'X-Key': '${KEY:-ghp_0123456789abcdefghijABCDEFGHIJ012345}' });
    expect(inputs).toMatchObject([{ name: 'KEY', default: null }]);
  });

  test('used twice is one input', () => {
    const { inputs } = remote({ Authorization: 'Bearer ${T}', 'X-Also': '${T}' });
    expect(inputs.map(({ name }) => name)).toEqual(['T']);
  });

  test('is not seen in what only looks a little like one', () => {
    const { headers } = remote({ 'X-Filter': '{"a": 1}', 'X-Price': '$5', 'X-Json': '{ }' });
    expect(headers.map(({ value }) => value)).toEqual(['{"a": 1}', '$5', '{ }']);
  });
});

describe('a value in the clear', () => {
  test.each<[string, string, string, string]>([
    ['of Authorization', 'Authorization', `Bearer ${SECRET}`, 'Bearer ${CRM_AUTHORIZATION}'],
    ['of Authorization, however short', 'authorization', 'Basic abc', 'Basic ${CRM_AUTHORIZATION}'],
    ['without a scheme', 'Authorization', SECRET, '${CRM_AUTHORIZATION}'],
    ['of a header named like a key', 'X-Api-Key', 'dev', '${CRM_X_API_KEY}'],
    ['in camel case', 'accessToken', 'dev', '${CRM_ACCESSTOKEN}'],
    ['of a shape we know', 'X-Custom', 'ghp_0123456789abcdefghijABCDEFGHIJ012345', '${CRM_X_CUSTOM}'],
    ['that is long and random', 'X-Custom', 'a8f5f167f44f4964e6c998dee827110c', '${CRM_X_CUSTOM}'],
    ['beside a variable', 'X-Custom', `${SECRET}:\${TAIL}`, '${CRM_X_CUSTOM}'],
  ])('%s is a secret and not repeated', (_name, name, value, template) => {
    const entry = remote({ [name]: value });
    expect(entry.headers).toMatchObject([{ name, value: null, template }]);
    expect(entry.inputs).toMatchObject([{ isSecret: true, description: expect.stringContaining('not read out') }]);
    const literal = value.replace(/^(?:Bearer|Basic) /, '');
    if (literal.length > 8) expect(JSON.stringify(entry)).not.toContain(literal.slice(0, 12));
  });

  test.each(['eu', 'acme-production', 'application/vnd.acme+json', 'Ada Lovelace, London'])('%j is shown', (value) => {
    expect(remote({ 'X-Tenant': value }).headers).toEqual([{ name: 'X-Tenant', value }]);
  });

  test('of the query and of the path is taken out of a URL, and people are told', () => {
    const entry = entryOf({ url: `${URL_OF}/ghp_0123456789abcdefghijABCDEFGHIJ012345?region=eu&token=${SECRET}&apiKey=x` });
    expect(entry.url).toBe(`${URL_OF}/\${CRM_PATH}?region=eu&token=\${CRM_TOKEN}&apiKey=\${CRM_APIKEY}`);
    expect(entry.request?.baseUrl).toBe(entry.url);
    expect(entry.notes).toEqual([expect.stringContaining('every member can see')]);
    expect(JSON.stringify(entry)).not.toMatch(/ghp_|kq8Z/);
  });
});

describe('the request', () => {
  test.each<[string, object, object]>([
    ['a bearer token', { Authorization: 'bearer ${T}' }, { authProfile: { kind: 'bearer', value: '${T}' } }],
    [
      'another scheme',
      { Authorization: 'Basic ${T}' },
      { authProfile: { kind: 'api_key_header', headerName: 'Authorization', value: 'Basic ${T}' } },
    ],
    [
      'a key of its own header',
      { 'X-Api-Key': '${T}' },
      { authProfile: { kind: 'api_key_header', headerName: 'X-Api-Key', value: '${T}' } },
    ],
    [
      'a key beside a bearer token, and plain headers',
      { 'X-Api-Key': '${K}', Authorization: 'Bearer ${T}', 'X-Tenant': 'acme' },
      {
        authProfile: { kind: 'bearer', value: '${T}' },
        connectionConfig: { extraHeaders: { 'X-Api-Key': '${K}', 'X-Tenant': 'acme' } },
      },
    ],
    ['nothing', {}, {}],
  ])('puts %s where it belongs', (_name, headers, parts) => {
    expect(remote(headers).request).toEqual({ name: 'crm', transportType: 'streamable_http', baseUrl: URL_OF, ...parts });
  });

  test('leaves out headers that are ours to set, cannot be sent, or are given twice', () => {
    const { headers, notes } = remote({
      Cookie: 'a=b',
      Accept: '*/*',
      'X Y': '1',
      'X-Empty': ' ',
      'X-Line': 'a\nb',
      'X-A': '1',
      'x-a': '2',
    });
    expect(headers).toEqual([{ name: 'x-a', value: '2' }]);
    expect(notes.map((note) => /the header (\S+|X Y) is left out/.exec(note)?.[1])).toEqual([
      'Cookie',
      'Accept',
      'X Y',
      'X-Empty',
      'X-Line',
    ]);
    expect(JSON.stringify(notes)).not.toContain('a=b');
  });

  test('of an entry with a client of its own connects by OAuth', () => {
    const { request, notes } = entryOf({ type: 'http', url: URL_OF, oauth: { clientId: 'c1', scope: 'a b', clientSecret: SECRET } });
    expect(request?.authProfile).toEqual({ kind: 'oauth_authorization_code', clientId: 'c1', scopes: ['a', 'b'] });
    expect(notes).toEqual([expect.stringContaining('client secret is left out')]);
  });
});

describe('what is no server over HTTP', () => {
  test.each<[string, object, RegExp]>([
    ['a program', { command: '/usr/local/bin/npx', args: ['x'] }, /program on a machine \(npx\)/],
    ['a socket', { type: 'ws', url: 'wss://x' }, /WebSocket/],
    ['an extension of the client', { type: 'builtin', name: 'developer' }, /part of the client/],
    ['an unknown type', { type: 'carrier-pigeon', url: URL_OF }, /type/],
    ['an empty entry', {}, /neither/],
    ['another scheme', { url: 'ftp://crm.example.com' }, /http or https/],
    ['a URL with a password', { url: `https://ada:${SECRET}@crm.example.com/mcp` }, /user name or password/],
    ['a URL with a password that ends its host', { url: `https://ada:a/${SECRET}@crm.example.com/mcp` }, /cannot be read/],
    ['a URL with a space', { url: 'https://crm.example.com/a b' }, /spaces/],
    ['an endless URL', { url: `https://x/${'a'.repeat(3_000)}` }, /2048/],
    ['many headers', { url: URL_OF, headers: Object.fromEntries(Array.from({ length: 21 }, (_, i) => [`X-${i}`, 'a'])) }, /20 headers/],
  ])('%s is skipped, with the reason and without its secrets', (_name, fields, reason) => {
    const entry = entryOf(fields);
    expect(entry).toMatchObject({ name: 'crm', request: null, skipped: expect.stringMatching(reason), headers: [], inputs: [] });
    expect(JSON.stringify(entry)).not.toContain(SECRET);
  });

  test('a thing that is no entry is skipped', () => {
    const { entries } = parsed({ mcpServers: { a: 1, b: null, c: [], d: { url: URL_OF } } });
    expect(entries.map(({ skipped }) => skipped)).toEqual([...Array(3).fill('is not an object'), undefined]);
  });

  test('a program is offered as a hosted server where the operator allows it', () => {
    const fields = {
      command: 'uvx',
      args: ['server', '${workspaceFolder}/x'],
      env: { CRM_TOKEN: SECRET, LOG_LEVEL: 'debug', OTHER: '${env:OTHER}' },
    };
    const entry = entryOf(fields, { allowStdio: true });
    expect(entry).toMatchObject({ transport: 'stdio_hosted', command: 'uvx', args: ['server', '${workspaceFolder}/x'] });
    expect(entry.request).toEqual({
      name: 'crm',
      transportType: 'stdio_hosted',
      connectionConfig: {
        command: 'uvx',
        args: ['server', '${workspaceFolder}/x'],
        env: { CRM_TOKEN: '${CRM_TOKEN}', LOG_LEVEL: 'debug', OTHER: '${OTHER}' },
      },
    });
    expect(entry.inputs.map(({ name, isSecret }) => [name, isSecret])).toEqual([
      ['workspaceFolder', false],
      ['CRM_TOKEN', true],
      ['OTHER', true],
    ]);
    expect(JSON.stringify(entry)).not.toContain(SECRET);
  });

  test('a program with a secret among its arguments is not offered', () => {
    for (const secret of ['--key=ghp_0123456789abcdefghijABCDEFGHIJ012345', '${API_KEY}']) {
      expect(entryOf({ command: 'uvx', args: [secret] }, { allowStdio: true })).toMatchObject({
        skipped: expect.stringContaining('secret'),
      });
    }
  });
});

describe('mcp-remote', () => {
  const through = (...args: string[]) => entryOf({ command: 'npx', args: ['-y', 'mcp-remote', ...args], env: { H: `Bearer ${SECRET}` } });

  test.each<[string, string[], object]>([
    ['alone', [URL_OF], { url: URL_OF, headers: [] }],
    ['with a header', [URL_OF, '--header', 'X-Tenant: acme'], { headers: [{ name: 'X-Tenant', value: 'acme' }] }],
    ['with a header after "="', [URL_OF, '--header=X-Tenant:acme'], { headers: [{ name: 'X-Tenant', value: 'acme' }] }],
    [
      'with a token',
      [URL_OF, '--header', `Authorization: Bearer ${SECRET}`],
      { request: { authProfile: { kind: 'bearer', value: '${CRM_AUTHORIZATION}' } } },
    ],
    [
      'with a variable of its env',
      [URL_OF, '--header', 'Authorization:${H}'],
      { request: { authProfile: { kind: 'bearer', value: '${H}' } } },
    ],
    [
      'with a variable of nowhere',
      [URL_OF, '--header', 'Authorization:${N}'],
      { request: { authProfile: { kind: 'api_key_header', value: '${N}' } } },
    ],
    ['over SSE', [URL_OF, '--transport', 'sse-only'], { transport: 'sse' }],
    ['with a port', [URL_OF, '3334', '--allow-http'], { url: URL_OF }],
    ['without a value for its option', [URL_OF, '--header'], { headers: [] }],
  ])('%s is unwrapped', (_name, args, expected) => {
    const entry = through(...args);
    expect(entry).toMatchObject({ transport: 'streamable_http', notes: ['found behind mcp-remote'], ...expected });
    expect(JSON.stringify(entry)).not.toContain(SECRET);
  });

  test.each([
    ['cmd', ['/c', 'npx', '-y', 'mcp-remote@latest', URL_OF]],
    ['/opt/node/bin/mcp-remote', [URL_OF]],
    ['C:\\nodejs\\mcp-remote.cmd', [URL_OF]],
    ['bunx', ['mcp-remote', URL_OF]],
  ])('is known as started by %s', (command, args) => {
    expect(entryOf({ command, args })).toMatchObject({ url: URL_OF });
  });

  test('without a URL is a program like any other', () => {
    expect(through()).toMatchObject({ skipped: expect.stringContaining('program') });
  });
});

describe('the file', () => {
  test.each<[string, unknown, string | undefined, string]>([
    ['mcpServers with types', { mcpServers: { a: { type: 'http', url: URL_OF } } }, undefined, 'claudeCode'],
    ['mcpServers with URLs alone', { mcpServers: { a: { url: URL_OF } } }, undefined, 'cursor'],
    ['the same, by the name of the file', { mcpServers: { a: { url: URL_OF } } }, '/home/ada/.gemini/settings.json', 'geminiCli'],
    ['the same on Windows', { mcpServers: { a: { url: URL_OF } } }, 'C:\\Users\\ada\\.cursor\\mcp.json', 'cursor'],
    ['httpUrl', { mcpServers: { a: { httpUrl: URL_OF } } }, undefined, 'geminiCli'],
    ['serverUrl', { mcpServers: { a: { serverUrl: URL_OF } } }, undefined, 'windsurf'],
    ['servers', { servers: { a: { type: 'http', url: URL_OF } } }, undefined, 'vscode'],
    ['settings of VS Code', { mcp: { servers: { a: { type: 'http', url: URL_OF } } } }, undefined, 'vscode'],
    ['mcp', { mcp: { servers: { type: 'remote', url: URL_OF } } }, undefined, 'opencode'],
    ['entries without a frame', { a: { url: URL_OF } }, undefined, 'unknown'],
    ['one entry alone', { type: 'http', url: URL_OF }, undefined, 'unknown'],
    [
      'a list of the registry',
      { servers: [{ server: { name: 'x/a', remotes: [{ type: 'streamable-http', url: URL_OF }] }, _meta: {} }] },
      undefined,
      'registry',
    ],
  ])('with %s is known', (_name, value, fileName, format) => {
    const config = parsed(value, fileName === undefined ? {} : { fileName });
    expect(config.format).toBe(format);
    expect(config.entries).toMatchObject([{ url: URL_OF }]);
  });

  test('an entry without a name goes by its host', () => {
    expect(parsed({ url: URL_OF }).entries).toMatchObject([{ name: 'crm.example.com' }]);
  });

  test('by `url` alone means SSE in Gemini CLI, and HTTP elsewhere but for a path that says otherwise', () => {
    const transports = (value: unknown) => parsed(value).entries.map(({ transport }) => transport);
    expect(transports({ mcpServers: { a: { httpUrl: URL_OF }, b: { url: 'https://b.example' } } })).toEqual(['streamable_http', 'sse']);
    expect(transports({ mcpServers: { a: { url: URL_OF }, b: { url: 'https://b.example/sse/?a=1' } } })).toEqual([
      'streamable_http',
      'sse',
    ]);
  });

  test('with several root keys is read whole', () => {
    expect(parsed({ mcpServers: { a: { url: URL_OF } }, servers: { b: { url: `${URL_OF}/b` } } }).entries).toHaveLength(2);
  });

  test.each<[string, string, RegExp]>([
    ['broken JSON', `{"mcpServers": {\n  "a": ${SECRET}`, /^cannot be read as JSON, line 2, column 8: /],
    ['broken TOML', `[mcp_servers.a]\nurl = ${SECRET}`, /^cannot be read as TOML, line 2, column \d+: /],
    ['broken YAML', `extensions:\n\ta: ${SECRET}`, /^cannot be read as YAML, line 2, column 1: /],
    ['other JSON', '{"name": "x"}', /^names no MCP servers/],
    ['a list', '[]', /^names no MCP servers/],
    ['plain text', 'hello', /^names no MCP servers/],
    ['empty servers', '{"mcpServers": {}}', /^names no MCP servers/],
  ])('that is %s is refused, with the place and without quoting', (_name, text, message) => {
    expect(faultOf(text)).toMatch(message);
    expect(faultOf(text)).not.toContain(SECRET);
  });

  test('is read as its name says', () => {
    expect(faultOf('{"mcpServers": {}}', 'config.toml')).toContain('TOML');
    expect(faultOf('a: b', 'x.json')).toContain('JSON');
  });
});

describe('names', () => {
  test('are unique without regard to case, among themselves and those that are taken', () => {
    const value = { mcpServers: { Shop: { url: `${URL_OF}/1` }, shop: { url: `${URL_OF}/2` }, CRM: { url: `${URL_OF}/3` } } };
    expect(parsed(value, { takenNames: ['crm', 'CRM (2)'] }).entries.map(({ name }) => name)).toEqual(['Shop', 'shop (2)', 'CRM (3)']);
  });

  test('hold no control or direction marks, and at most 80 characters', () => {
    const [first, second] = parsed({
      mcpServers: { 'a\u202eb\n': { url: `${URL_OF}/1` }, ['x'.repeat(200)]: { url: `${URL_OF}/2` } },
    }).entries;
    expect(first?.name).toBe('a b');
    expect(second?.name).toHaveLength(80);
  });

  test('of the same server in two projects: it is offered once', () => {
    const server = { type: 'http', url: URL_OF };
    const { entries } = parsed({ projects: { '/a': { mcpServers: { crm: server } }, '/b': { mcpServers: { crm: server } } } });
    expect(entries).toMatchObject([
      { source: '/a', request: { name: 'crm' } },
      { source: '/b', request: null, skipped: 'is the same as crm' },
    ]);
  });

  test('of secrets in the clear differ between servers of one name', () => {
    const server = (path: string) => ({ type: 'http', url: URL_OF + path, headers: { Authorization: `Bearer ${SECRET}` } });
    const { entries } = parsed({ projects: { '/a': { mcpServers: { crm: server('/a') } }, '/b': { mcpServers: { crm: server('/b') } } } });
    expect(entries.flatMap(({ inputs }) => inputs.map(({ name }) => name))).toEqual(['CRM_AUTHORIZATION', 'CRM_2_AUTHORIZATION']);
  });
});

describe('bounds', () => {
  test('beyond 200 entries the rest is counted', () => {
    const mcpServers = Object.fromEntries(Array.from({ length: 250 }, (_, i) => [`s${i}`, { url: `${URL_OF}/${i}` }]));
    const { entries, warnings } = parsed({ mcpServers });
    expect(entries).toHaveLength(200);
    expect(warnings).toEqual([expect.stringMatching(/^50 more entries/)]);
  });

  test('a thousand servers of one name are named in little time', () => {
    const projects = Object.fromEntries(
      Array.from({ length: 1_000 }, (_, i) => [`/p${i}`, { mcpServers: { a: { url: `${URL_OF}/${i}` } } }]),
    );
    expect(parsed({ projects }).entries.at(-1)?.name).toBe('a (200)');
  });

  test('a megabyte of anything in a place where text is looked through ends soon', () => {
    const long = 'a1${'.repeat(100_000);
    const config = parsed({
      mcpServers: {
        a: { url: long },
        b: { url: URL_OF, headers: { X: long } },
        c: { command: 'mcp-remote', args: [URL_OF, '--header', `X:${'{'.repeat(200_000)}`] },
      },
    });
    expect(config.entries).toHaveLength(3);
  }, 2_000);

  const noise = fc.constantFrom(
    'mcpServers',
    'servers',
    'mcp',
    'projects',
    'remotes',
    'url',
    'httpUrl',
    'headers',
    'type',
    'http',
    'sse',
    'stdio',
    'command',
    'args',
    'env',
    'mcp-remote',
    '--header',
    'https://a.example/mcp',
    'Authorization',
    'Bearer ${X}',
    '{x}',
    '__proto__',
    'inputs',
    'oauth',
    'variables',
    '${',
    '}',
    '\u0000',
    '\ud800',
  );
  const anything = fc.letrec((tie) => ({
    value: fc.oneof(
      { depthSize: 'small' },
      noise,
      fc.jsonValue({ maxDepth: 1 }),
      fc.array(tie('value'), { maxLength: 4 }),
      fc.dictionary(noise, tie('value'), { maxKeys: 5 }),
    ),
  })).value;

  test('never throws, and what it answers is an entry or says why not', () => {
    fc.assert(
      fc.property(fc.dictionary(noise, anything, { maxKeys: 5 }), fc.boolean(), (value, allowStdio) => {
        const outcome = parseClientConfig(JSON.stringify(value), { allowStdio });
        expect(outcome.ok || outcome.error).not.toBe('');
        for (const entry of outcome.ok ? outcome.value.entries : []) {
          expect(entry.name.length).toBeGreaterThan(0);
          expect(entry.request === null).toBe(entry.skipped !== undefined);
          const names = new Set(entry.inputs.map(({ name }) => name));
          for (const [, name = ''] of fillable(entry)
            .join('\n')
            .matchAll(/\$\{([\w.-]+)\}/g))
            expect(names).toContain(name);
        }
      }),
      { numRuns: 2_000 },
    );
  });
});
