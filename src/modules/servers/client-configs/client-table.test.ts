// Whatever is written for a client is read back as the same servers: nothing is lost or invented on the way.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CLIENTS, hintFor, writeClientConfig } from './client-table.ts';
import type { ExportedServer } from './client-table.ts';
import { CLIENT_IDS } from './imported-entry.ts';
import type { ClientId } from './imported-entry.ts';
import { parseClientConfig } from './parse-client-config.ts';

function readBack(client: ClientId, servers: readonly ExportedServer[]): unknown {
  const outcome = parseClientConfig(writeClientConfig(client, servers), { fileName: CLIENTS[client].file, allowStdio: false });
  if (!outcome.ok) throw new Error(outcome.error);
  const { format, entries, warnings } = outcome.value;
  expect([format, warnings]).toEqual([client, []]);
  return entries
    .map(({ name, transport, url, headers, skipped }) => ({
      name,
      transport,
      url,
      skipped,
      headers: headers.map(({ name: header, template }) => `${header}: ${template}`).toSorted(),
    }))
    .toSorted(byName);
}

const asRead = (servers: readonly ExportedServer[]): unknown =>
  servers
    .map(({ name, transport, url, headers }) => ({
      name,
      transport,
      url,
      skipped: undefined,
      headers: headers.map((header) => `${header.name}: ${header.prefix}\${${header.variable}}`).toSorted(),
    }))
    .toSorted(byName);

const byName = (a: { name: string }, b: { name: string }): number => (a.name < b.name ? -1 : 1);

const OWN: ExportedServer = {
  name: 'armature',
  transport: 'streamable_http',
  url: 'https://armature.example.com/api/mcp',
  headers: [{ name: 'Authorization', prefix: 'Bearer ', variable: 'ARMATURE_API_KEY' }],
};

describe.each(CLIENT_IDS)('%s', (client) => {
  test('reads its own endpoint back', () => {
    expect(readBack(client, [OWN])).toEqual(asRead([OWN]));
  });

  test('reads back any servers', () => {
    const letters = fc.constantFrom(...'abcXYZ019 ._-/#:"\'{}[]äß漢😀'.split(/(?:)/u));
    const name = fc
      .oneof(
        fc.array(letters, { minLength: 1, maxLength: 20 }).map((parts) => parts.join('').trim()),
        fc.constantFrom('__proto__', 'true', '1', '10', 'type', 'url'),
      )
      .filter((text) => text !== '');
    const header = fc.record({
      name: fc.constantFrom('X-Api-Key', 'X-Tenant', 'x_other', 'API-TOKEN'),
      prefix: fc.constant(''),
      variable: fc.constantFrom('A_KEY', 'B2_TOKEN', 'C', 'LONG_NAME_OF_A_VARIABLE'),
    });
    const bearer = fc.constant({ name: 'Authorization', prefix: 'Bearer ', variable: 'THE_TOKEN' });
    const headers = fc
      .uniqueArray(fc.oneof(header, bearer), { maxLength: 4, selector: (one) => one.name })
      .filter((all) => new Set(all.map(({ variable }) => variable)).size === all.length);
    const url = fc
      .webUrl({ withQueryParameters: false, withFragments: false, validSchemes: ['http', 'https'] })
      .filter((text) => !/[${}@]|\/sse\/?$/i.test(text));
    const server = fc.record({ name, transport: fc.constant('streamable_http' as const), url, headers });
    const servers = fc.uniqueArray(server, { minLength: 1, maxLength: 4, selector: (one) => one.url, comparator: (a, b) => a === b });
    const distinct = servers.filter((all) => new Set(all.map((one) => one.name.toLowerCase())).size === all.length);
    fc.assert(
      fc.property(distinct, (all) => {
        expect(readBack(client, all)).toEqual(asRead(all));
      }),
      { numRuns: 100 },
    );
  });

  test('writes no value of a variable', () => {
    const text = writeClientConfig(client, [OWN]);
    expect(text).toContain('ARMATURE_API_KEY');
    expect(text).not.toContain('amt_');
  });
});

// The other two have no word for it: opencode tries both transports itself, and Codex speaks HTTP only.
test.each(CLIENT_IDS.filter((client) => client !== 'codex' && client !== 'opencode'))('%s reads back SSE', (client) => {
  const sse = { ...OWN, transport: 'sse' } as const;
  const other = { ...OWN, name: 'other', url: 'https://other.example.com/mcp' };
  expect(readBack(client, [sse, other])).toEqual(asRead([sse, other]));
});

test('Claude Desktop is told to allow HTTP only beyond this machine', () => {
  const written = (url: string) => writeClientConfig('claudeDesktop', [{ ...OWN, url }]);
  expect(written('http://127.0.0.1:4600/api/mcp')).not.toContain('--allow-http');
  expect(written('http://armature.lan:4600/api/mcp')).toContain('--allow-http');
  expect(written('https://armature.example.com/api/mcp')).not.toContain('--allow-http');
});

describe('a credential that is no bearer token', () => {
  const server = { name: 'pets', transport: 'streamable_http', url: 'https://armature.example.com/mcp/acme/pets', headers: [] } as const;

  test('keeps its prefix; where a client takes whole values only, its hint says so', () => {
    const token: ExportedServer = { ...server, headers: [{ name: 'X-Auth', prefix: 'Token ', variable: 'PETS_TOKEN' }] };
    for (const client of CLIENT_IDS.filter((one) => one !== 'codex')) expect(writeClientConfig(client, [token])).toContain('Token ');
    expect(writeClientConfig('codex', [token])).toContain('[mcp_servers.pets.env_http_headers]\nX-Auth = "PETS_TOKEN"');
    expect(hintFor('codex', [token])).toContain('PETS_TOKEN begins with "Token ".');
    expect(hintFor('codex', [OWN])).toBe(CLIENTS.codex.hint);
  });

  test('stands in the query, behind what is there, where the connection takes it there', () => {
    const inQuery: ExportedServer = {
      ...server,
      url: `${server.url}?environment=staging`,
      parameter: { name: 'api_key', prefix: 'k ', variable: 'PETS_TOKEN' },
    };
    const spelled = {
      claudeCode: '${PETS_TOKEN}',
      cursor: '${env:PETS_TOKEN}',
      vscode: '${input:PETS_TOKEN}',
      windsurf: '${env:PETS_TOKEN}',
      geminiCli: '${PETS_TOKEN}',
      goose: '${PETS_TOKEN}',
      opencode: '{env:PETS_TOKEN}',
      // these put no variable into a URL
      codex: '<PETS_TOKEN>',
      claudeDesktop: '<PETS_TOKEN>',
    } satisfies Record<ClientId, string>;
    for (const client of CLIENT_IDS) {
      const text = writeClientConfig(client, [inQuery]);
      expect(text).toContain(`${inQuery.url}&api_key=k%20${spelled[client]}`);
      expect(hintFor(client, [inQuery]).includes('in the place of <')).toBe(spelled[client].startsWith('<'));
    }
    expect(JSON.parse(writeClientConfig('vscode', [inQuery]))).toMatchObject({ inputs: [{ id: 'PETS_TOKEN', password: true }] });
    expect(writeClientConfig('goose', [inQuery])).toMatch(/env_keys:\n\s+- PETS_TOKEN/);
  });
});
