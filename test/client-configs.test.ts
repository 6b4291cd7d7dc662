// Configuration files of real clients over the REST API and the command line: what is read, what is added, what is written.
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { makeScratch } from '#test/armature-process';
import type { Finished, Scratch } from '#test/armature-process';
import { makeRestWorld } from '#test/rest-world';
import type { Call, RestWorld } from '#test/rest-world';

const FILES = fileURLToPath(new URL('./client-configs', import.meta.url));
const contentOf = (file: string): Promise<string> => readFile(join(FILES, file), 'utf8');
/** Stand in the files in the clear. */
const SECRETS = ['ghp_0123456789', '7f3c9d51b2e84a06', 'AIzaSyA0123456789', 'value-of-mine'];

describe('over the REST API', () => {
  let world: RestWorld;
  let storeUrl: string;
  beforeAll(async () => {
    world = await makeRestWorld();
    storeUrl = await world.startStore();
  });
  afterAll(() => world.close());

  async function team(): Promise<{ readonly editor: Call; readonly viewer: Call; readonly stranger: Call }> {
    const { ben, vera, eve } = await world.newOrg();
    const [editor, viewer, stranger] = await Promise.all([world.keyOf(ben), world.keyOf(vera), world.keyOf(eve)]);
    return { editor: editor.call, viewer: viewer.call, stranger: stranger.call };
  }

  test.each<[file: string, format: string, offered: string[], skipped: string[]]>([
    ['claude-code.json', 'claudeCode', ['github', 'internal-api', 'asana', 'sentry'], ['notify', 'filesystem']],
    ['claude-code-home.json', 'claudeCode', ['linear', 'crm', 'crm (2)'], ['linear (2)']],
    ['claude-desktop.json', 'claudeDesktop', ['notion', 'orders', 'legacy'], ['memory']],
    ['cursor.json', 'cursor', ['figma', 'search', 'maps'], ['local']],
    ['vscode.json', 'vscode', ['github', 'catalog'], ['playwright']],
    ['windsurf.json', 'windsurf', ['deepwiki', 'crm'], ['git']],
    ['gemini-cli.json', 'geminiCli', ['docs', 'events'], ['python']],
    ['codex.toml', 'codex', ['figma', 'billing'], ['context7']],
    ['opencode.json', 'opencode', ['context7', 'vault'], ['everything']],
    ['goose.yaml', 'goose', ['helpdesk'], ['developer', 'fetch']],
    ['registry-server.json', 'registry', ['Analytics', 'Analytics (2)'], ['Analytics']],
  ])('%s is read, by its content alone', async (file, format, offered, skipped) => {
    const { editor } = await team();
    const answer = await editor('POST', '/mcp-servers/import', { body: { text: await contentOf(file) } });
    expect([answer.status, answer.body.format, answer.body.warnings]).toEqual([200, format, []]);
    const names = (isSkipped: boolean): string[] =>
      answer.body.entries
        .filter((entry: { skipped?: string }) => (entry.skipped !== undefined) === isSkipped)
        .map(({ name }: { name: string }) => name);
    expect([names(false), names(true)]).toEqual([offered, skipped]);
    for (const secret of SECRETS) expect(JSON.stringify(answer.body)).not.toContain(secret);
  });

  test('what is read needs only its inputs to be added, and is then known to be here', async () => {
    const { editor, viewer } = await team();
    const text = JSON.stringify({
      mcpServers: { Store: { type: 'http', url: storeUrl, headers: { Authorization: 'Bearer ${STORE_TOKEN}', 'X-Tenant': 'acme' } } },
    });
    const [entry] = (await editor('POST', '/mcp-servers/import', { body: { text } })).body.entries;
    expect(entry).toMatchObject({ existing: null, inputs: [{ name: 'STORE_TOKEN' }] });
    expect((await viewer('GET', '/mcp-servers')).body.total).toBe(0);

    const body = JSON.parse(JSON.stringify(entry.request).replaceAll('${STORE_TOKEN}', 'token-of-the-store'));
    const made = await editor('POST', '/mcp-servers', { body });
    expect([made.status, made.body]).toMatchObject([
      201,
      { name: 'Store', health: 'healthy', connectionConfig: { extraHeaderNames: ['X-Tenant'] } },
    ]);
    const profiles = await viewer('GET', `/mcp-servers/${made.body.id}/auth-profiles`);
    expect(profiles.body.rows).toMatchObject([{ kind: 'bearer', isDefault: true }]);

    const again = await editor('POST', '/mcp-servers/import', { body: { text } });
    expect(again.body.entries).toMatchObject([{ name: 'Store (2)', existing: { id: made.body.id, name: 'Store' } }]);
  });

  test('a server of another organization is not known to be here', async () => {
    const { editor, stranger } = await team();
    await editor('POST', '/mcp-servers', { body: { name: 'Store', baseUrl: storeUrl, skipProbe: true } });
    const { body } = await stranger('POST', '/mcp-servers/import', {
      body: { text: JSON.stringify({ mcpServers: { Store: { url: storeUrl } } }) },
    });
    expect(body.entries).toMatchObject([{ name: 'Store', existing: null }]);
    expect((await stranger('GET', '/client-configs?target=servers')).body.entries.cursor.text).not.toContain(storeUrl);
  });

  test('vera may not import, and may read the entries', async () => {
    const { viewer } = await team();
    const refused = await viewer('POST', '/mcp-servers/import', { body: { text: '{}' } });
    expect([refused.status, refused.body.error.code]).toEqual([403, 'forbidden_role']);
    expect((await viewer('GET', '/client-configs')).status).toBe(200);
    expect((await world.nobody('GET', '/client-configs')).status).toBe(401);
  });

  test.each<[string, unknown, RegExp]>([
    ['nothing', {}, /^text: /],
    ['an empty text', { text: ' \n' }, /^text: must not be empty/],
    ['what is no configuration', { text: '{"a": 1}' }, /^text: names no MCP servers/],
    ['broken JSON', { text: '{\n "mcpServers": {"a" "ghp_0123456789"}}' }, /^text: cannot be read as JSON, line 2, column 21: /],
    ['more than a megabyte', { text: 'x'.repeat(1024 * 1024 + 1) }, /^text: must have at most 1 MiB/],
    ['an unknown field', { text: '{}', store: true }, /^store: is not a known field/],
  ])('%s is refused, naming the field and quoting nothing', async (_name, body, message) => {
    const { editor } = await team();
    const answer = await editor('POST', '/mcp-servers/import', { body });
    expect([answer.status, answer.body.error.message]).toEqual([400, expect.stringMatching(message)]);
    expect(JSON.stringify(answer.body)).not.toContain('ghp_');
  });

  test('ready entries of all nine clients name this instance and a variable for the key, and are read back', async () => {
    const { editor, viewer } = await team();
    const { body } = await viewer('GET', '/client-configs?target=api-mcp');
    expect(body.variables).toEqual(['ARMATURE_API_KEY']);
    expect(Object.keys(body.entries)).toHaveLength(9);
    for (const [format, { text, file }] of Object.entries<{ text: string; file: string }>(body.entries)) {
      const read = await editor('POST', '/mcp-servers/import', { body: { text, fileName: file } });
      expect(read.body).toMatchObject({
        format,
        entries: [
          {
            name: 'armature',
            transport: 'streamable_http',
            url: `${world.deps.settings.publicUrl}/api/mcp`,
            request: { authProfile: { kind: 'bearer', value: '${ARMATURE_API_KEY}' } },
          },
        ],
      });
    }
    expect((await viewer('GET', '/client-configs?target=elsewhere')).body.error.message).toMatch(/^target: /);
  });

  test('entries of a source name its endpoint, its environment and the credential of its mode, and are read back', async () => {
    const { editor, viewer, stranger } = await team();
    expect((await editor('POST', '/sources', { body: { name: 'Pets', mode: 'code' } })).status).toBe(201);
    const connection = { credentialLocation: 'query', validationMode: 'presence_only' };
    const { body: tools } = await editor('POST', '/sources', {
      body: { name: 'Shop', baseUrl: 'https://api.shop.example/v1', connection },
    });
    const { body } = await viewer('GET', '/client-configs?target=source:pets&environment=staging');
    expect(body).toMatchObject({ target: 'source:pets', variables: ['ARMATURE_API_KEY'] });
    expect(Object.keys(body.entries)).toHaveLength(9);
    for (const [format, { text, file }] of Object.entries<{ text: string; file: string }>(body.entries)) {
      const read = await editor('POST', '/mcp-servers/import', { body: { text, fileName: file } });
      expect(read.body).toMatchObject({
        format,
        entries: [{ name: 'pets-staging', url: `${world.deps.settings.publicUrl}/product-mcp/pets?environment=staging` }],
      });
    }
    const shop = await viewer('GET', '/client-configs?target=source:shop');
    expect(shop.body.variables).toEqual(['SHOP_TOKEN']);
    expect(JSON.parse(shop.body.entries.cursor.text)).toEqual({
      mcpServers: { shop: { url: `${tools.endpointUrl}?api_key=\${env:SHOP_TOKEN}` } },
    });
    for (const [asked, status, message] of [
      ['target=source:none', 404, 'No such source'],
      ['target=source:', 404, 'No such source'],
      ['target=source:shop&environment=staging', 400, 'environment: must be production'],
      ['target=source:pets&environment=A', 400, 'environment: '],
      ['target=servers&environment=staging', 400, 'environment: '],
    ] as const) {
      const refused = await viewer('GET', `/client-configs?${asked}`);
      expect([refused.status, refused.body.error.message], asked).toEqual([status, expect.stringContaining(message)]);
    }
    const foreign = await stranger('GET', '/client-configs?target=source:pets');
    expect([foreign.status, foreign.body.error.code]).toEqual([404, 'source_not_found']);
  });

  test('entries of the registered servers hold names of headers and no value of one', async () => {
    const { editor, viewer } = await team();
    const server = {
      name: 'Acme Store',
      baseUrl: storeUrl,
      skipProbe: true,
      connectionConfig: { extraHeaders: { 'X-Tenant': 'acme-tenant-value' } },
      authProfile: { kind: 'api_key_header', headerName: 'X-Key', value: 'the-key-value' },
    };
    expect((await editor('POST', '/mcp-servers', { body: server })).status).toBe(201);
    const { body } = await viewer('GET', '/client-configs?target=servers');
    expect(body.variables).toEqual(['ACME_STORE_X_KEY', 'ACME_STORE_X_TENANT']);
    expect(JSON.parse(body.entries.claudeCode.text)).toEqual({
      mcpServers: {
        'Acme Store': { type: 'http', url: storeUrl, headers: { 'X-Key': '${ACME_STORE_X_KEY}', 'X-Tenant': '${ACME_STORE_X_TENANT}' } },
      },
    });
    expect(JSON.stringify(body)).not.toMatch(/acme-tenant-value|the-key-value/);
  });
});

describe('over the command line', () => {
  let scratch: Scratch;
  let instance: Awaited<ReturnType<Scratch['up']>>;
  let env: Readonly<Record<string, string>>;
  let storeUrl: string;

  beforeAll(async () => {
    scratch = await makeScratch();
    instance = await scratch.up();
    const { out } = await scratch.run(['keys', 'create', '--org', 'demo', '--name', 'import', '--role', 'editor']);
    env = { ARMATURE_URL: instance.url, ARMATURE_API_KEY: out };
    storeUrl = `${instance.url}/demo/acme-store/mcp`;
  }, 90_000);
  afterAll(async () => {
    await instance?.stop();
    await scratch?.remove();
  }, 60_000);

  const cli = (args: readonly string[], more: Readonly<Record<string, string>> = {}): Promise<Finished> =>
    scratch.run(args, { ...env, ...more });

  async function mcpJson(): Promise<string> {
    const file = join(scratch.dir, '.mcp.json');
    const mcpServers = {
      shop: { type: 'http', url: `${storeUrl}?tenant=\${TENANT:-demo}`, headers: { Authorization: 'Bearer ${SHOP_TOKEN}' } },
      dead: { type: 'http', url: 'http://127.0.0.1:9/mcp' },
      local: { command: 'npx', args: ['x'] },
      closed: { type: 'http', url: `${storeUrl}?closed`, headers: { Authorization: 'Bearer 7f3c9d51b2e84a06' } },
    };
    await writeFile(file, JSON.stringify({ mcpServers }));
    return file;
  }

  test('a dry run says what is there and what is missing, and adds nothing', { timeout: 60_000 }, async () => {
    const dry = await cli(['import', await mcpJson(), '--dry-run']);
    expect([dry.code, dry.err]).toEqual([1, '']);
    expect(dry.out.split('\n')).toEqual([
      'incomplete  shop  needs SHOP_TOKEN',
      'ready       dead  http://127.0.0.1:9/mcp',
      'skipped     local  is a program on a machine (npx); Armature tests servers it can reach over HTTP',
      'incomplete  closed  needs CLOSED_AUTHORIZATION',
    ]);
    expect((await cli(['servers', 'list'])).out).not.toContain('shop');
  });

  test('adds the chosen ones with secrets of the environment, and says of each how it went', { timeout: 60_000 }, async () => {
    const file = await mcpJson();
    const args = ['import', file, '--name', 'shop', 'dead', '--secret', 'SHOP_TOKEN=env:MY_TOKEN', '--input', 'TENANT=acme', '--json'];
    const done = await cli(args, { MY_TOKEN: 'token-of-the-shop' });
    expect([done.code, done.err]).toEqual([1, '']);
    expect(JSON.parse(done.out)).toEqual({
      format: 'claudeCode',
      rows: [
        { name: 'shop', status: 'created', id: expect.stringMatching(/^mcp_/), reason: `${storeUrl}?tenant=\${TENANT}`, notes: [] },
        { name: 'dead', status: 'failed', reason: expect.stringMatching(/^probe_failed: /), notes: [] },
        { name: 'local', status: 'skipped', reason: 'was not chosen', notes: [] },
        { name: 'closed', status: 'skipped', reason: 'was not chosen', notes: [] },
      ],
      warnings: [],
    });
    expect(done.out).not.toContain('token-of-the-shop');
    expect((await cli(['servers', 'list'])).out).toContain(`shop  production  healthy  ${storeUrl}?tenant=acme`);
  });

  test('a mistake in the call is one: exit 2', { timeout: 60_000 }, async () => {
    const file = await mcpJson();
    for (const [args, said] of [
      [[file, '--name', 'nobody'], 'has no "nobody"'],
      [[file, '--secret', 'SHOP_TOKEN=in-the-clear'], 'must be given as SHOP_TOKEN=env:VARIABLE'],
      [[file, '--secret', 'SHOP_TOKEN=env:NOT_SET'], 'NOT_SET is not set'],
      [[file, '--input', 'nonsense'], '--input'],
      [[join(scratch.dir, 'absent.json')], 'ENOENT'],
    ] as const) {
      const done = await cli(['import', ...args]);
      expect([done.code, done.out, done.err]).toEqual([2, '', expect.stringContaining(said)]);
      expect(done.err).not.toContain('in-the-clear');
    }
  });

  test('a file of a client is exported and imported again', { timeout: 60_000 }, async () => {
    const toml = await cli(['servers', 'export', '--client', 'codex']);
    expect([toml.code, toml.out]).toEqual([
      0,
      `[mcp_servers.armature]\nurl = "${instance.url}/api/mcp"\nbearer_token_env_var = "ARMATURE_API_KEY"`,
    ]);
    const file = join(scratch.dir, 'config.toml');
    await writeFile(file, toml.out);
    const dry = await cli(['import', file, '--dry-run', '--secret', 'ARMATURE_API_KEY=env:ARMATURE_API_KEY']);
    expect([dry.code, dry.out]).toEqual([0, `ready       armature  ${instance.url}/api/mcp`]);
    const ours = await cli(['servers', 'export', '--client', 'goose', '--target', 'servers', '--json']);
    expect([ours.code, JSON.parse(ours.out).text]).toEqual([0, expect.stringContaining('uri: ')]);
    for (const [target, code, said] of [
      ['elsewhere', 2, 'must be api-mcp, servers or source:<slug>'],
      ['source:none', 2, 'No such source'],
    ] as const) {
      const refused = await cli(['servers', 'export', '--client', 'cursor', '--target', target]);
      expect([refused.code, refused.out, refused.err]).toEqual([code, '', expect.stringContaining(said)]);
    }
    expect(await cli(['servers', 'export', '--client', 'notepad'])).toMatchObject({
      code: 2,
      out: '',
      err: expect.stringContaining('claude-code'),
    });
  });
});
