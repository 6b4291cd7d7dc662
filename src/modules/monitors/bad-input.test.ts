// Every field of a monitor, wrong once: refused with that field's exact path, alone, in a list, and on changing (spec 03 §1–2).
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { AppError } from '#kernel/errors';
import { createAuthProfile, createServer, removeServer } from '#modules/servers';
import { startListingServer } from '#test/listing-server';
import type { ListingServer } from '#test/listing-server';
import { makeRunWorld } from '#test/run-world';
import type { RunWorld, Shop } from '#test/run-world';
import { A40, of } from '#test/secret-samples';
import { insertServer } from '#test/workflow-factory';
import { createMonitors, listMonitors, monitorInput, monitorPatch, serverUsage, updateMonitor } from './index.ts';

let world: RunWorld;
let target: ListingServer;
let cast: Shop;
let ids: { server: string; archived: string; foreign: string; unsynced: string; otherProfile: string };

beforeAll(async () => {
  world = await makeRunWorld();
  target = await startListingServer();
  target.offer({ tools: TOOLS });
  cast = await world.newShop();
  const at = { transportType: 'streamable_http', baseUrl: target.url };
  const server = await createServer(cast.ben, { name: 'Orders', ...at });
  const archived = await createServer(cast.ben, { name: 'Old', ...at });
  const profile = await createAuthProfile(cast.ben, { serverId: archived.id, name: 'Other', kind: 'none' });
  await removeServer(cast.ben, { serverId: archived.id }, serverUsage);
  ids = {
    server: server.id,
    archived: archived.id,
    otherProfile: profile.id,
    foreign: (await insertServer(cast.eve)).serverId,
    unsynced: (await insertServer(cast.ben, { tools: null })).serverId,
  };
});
afterAll(async () => {
  await target.close();
  await world.close();
});

type Fields = Record<string, unknown>;
type Row = readonly [what: string, change: (() => Fields) | Fields, path: string, message?: RegExp];

const good = (): Fields => ({ mcpServerId: ids.server, toolName: 'order_get', arguments: { orderId: '1' } });
const assertion = (fields: Fields): Fields => ({ assertions: [{ kind: 'max_latency_ms', ms: 1 }, fields] });
const text = (length: number): string => 'x'.repeat(length);
const list = <T>(length: number, make: (index: number) => T): T[] => Array.from({ length }, (_, index) => make(index));
const deep = (levels: number): unknown => list(levels, (i) => i).reduce<unknown>((inner) => ({ inner }), 1);

/** References that double at every level: 2^40 visits for whoever follows them. */
function bombSchema(): Fields {
  const $defs = Object.fromEntries(list(40, (i) => [`d${i}`, { allOf: [{ $ref: `#/$defs/d${i + 1}` }, { $ref: `#/$defs/d${i + 1}` }] }]));
  return { type: 'object', $defs: { ...$defs, d40: { type: 'object' } }, $ref: '#/$defs/d0' };
}

const TOOLS = [
  {
    name: 'order_get',
    inputSchema: {
      type: 'object',
      properties: { orderId: { type: 'string', pattern: '^[0-9]+$' }, lines: { type: 'array', items: { type: 'integer' } }, note: {} },
      required: ['orderId'],
      additionalProperties: false,
    },
    outputSchema: { type: 'object' },
  },
  { name: 'anything', inputSchema: { type: 'object' } },
  { name: 'order_delete', inputSchema: { type: 'object' }, annotations: { destructiveHint: true } },
  { name: 'bomb', inputSchema: bombSchema() },
  { name: 'broken', inputSchema: { type: 'nonsense' } },
  { name: 'elsewhere', inputSchema: { $ref: 'https://elsewhere.example/s.json' } },
];

/** Refused the same way alone, in a list and in a patch. */
const ROWS: readonly Row[] = [
  ['name empty', { name: '   ' }, 'name', /empty/],
  ['name of 121 characters', { name: '😀'.repeat(121) }, 'name', /at most 120/],
  ['name of another type', { name: 7 }, 'name', /must be text/],
  ['name null', { name: null }, 'name', /must be text/],
  ['name with NUL', { name: 'a\0b' }, 'name', /NUL/],
  ['name with half a character', { name: 'a\ud800b' }, 'name', /surrogate/],
  ['a profile that is not there', { authProfileId: 'auth_none' }, 'authProfileId', /not an auth profile/],
  ["another server's profile", () => ({ authProfileId: ids.otherProfile }), 'authProfileId', /not an auth profile/],
  ['a profile of another type', { authProfileId: 1 }, 'authProfileId', /must be text/],

  ['arguments that miss one', { arguments: {} }, 'arguments', /orderId/],
  ['arguments of a wrong type', { arguments: { orderId: 1 } }, 'arguments', /\/orderId must be string/],
  ['arguments against a pattern', { arguments: { orderId: 'a' } }, 'arguments', /pattern/],
  ['arguments deep inside', { arguments: { orderId: '1', lines: [1, 'x'] } }, 'arguments', /\/lines\/1 must be integer/],
  ['unknown arguments', { arguments: { orderId: '1', more: 1 } }, 'arguments', /additional properties \(more\)/],
  ['arguments no object', { arguments: [] }, 'arguments', /must be an object/],
  ['arguments null', { arguments: null }, 'arguments', /must be an object/],
  ['arguments of over 16 KiB', { arguments: { orderId: '1', note: text(16 * 1024) } }, 'arguments', /16 KiB/],
  ['arguments nested too deeply', { arguments: { orderId: '1', note: deep(40) } }, 'arguments', /32 levels/],
  ['arguments with NUL', { arguments: { orderId: '1', note: 'a\0' } }, 'arguments', /NUL/],
  ['arguments with a name that cannot be stored', { arguments: { orderId: '1', note: { 'a\0': 1 } } }, 'arguments', /NUL/],

  ['an interval of 61', { intervalSeconds: 61 }, 'intervalSeconds', /one of 60, 300, 900, 3600/],
  ['an interval as text', { intervalSeconds: '60' }, 'intervalSeconds', /one of/],
  ['no time to answer', { timeoutSeconds: 0 }, 'timeoutSeconds', /at least 1/],
  ['over a minute to answer', { timeoutSeconds: 61 }, 'timeoutSeconds', /at most 60/],
  ['half a second to answer', { timeoutSeconds: 0.5 }, 'timeoutSeconds', /whole number/],
  ['a state that is none', { state: 'archived' }, 'state', /active, paused/],
  ['an era that is none', { protocolEra: 'old' }, 'protocolEra', /auto, modern, legacy/],
  ['a flag of another type', { allowDestructive: 'yes' }, 'allowDestructive', /true or false/],
  ['another flag of another type', { validateOutputSchema: 1 }, 'validateOutputSchema', /true or false/],
  ['a field that is unknown', { colour: 1 }, 'colour', /not a known field/],
  ['a field that only we write', { status: 'pass' }, 'status', /read-only/],

  ['21 assertions', { assertions: list(21, () => ({ kind: 'max_latency_ms', ms: 1 })) }, 'assertions', /at most 20/],
  ['assertions no list', { assertions: {} }, 'assertions', /must be a list/],
  ['an assertion no object', { assertions: ['x'] }, 'assertions[0]', /object|required/],
  ['an assertion without a kind', assertion({ ms: 1 }), 'assertions[1].kind', /required/],
  ['an assertion of an unknown kind', assertion({ kind: 'latency' }), 'assertions[1].kind', /one of jsonpath, json_schema, max_latency_ms/],
  ['a latency of 0', assertion({ kind: 'max_latency_ms', ms: 0 }), 'assertions[1].ms', /at least 1/],
  ['a latency over a minute', assertion({ kind: 'max_latency_ms', ms: 60_001 }), 'assertions[1].ms', /at most 60000/],
  ['a latency without a number', assertion({ kind: 'max_latency_ms' }), 'assertions[1].ms', /required/],
  ['a latency with more', assertion({ kind: 'max_latency_ms', ms: 1, path: '$' }), 'assertions[1].path', /not a known field/],
  ['a path that is none', assertion({ kind: 'jsonpath', path: '$.[', equals: 1 }), 'assertions[1].path', /not a JSONPath/],
  ['a path too long', assertion({ kind: 'jsonpath', path: `$.${text(500)}`, equals: 1 }), 'assertions[1].path', /at most 500/],
  ['no path', assertion({ kind: 'jsonpath', equals: 1 }), 'assertions[1].path', /required/],
  ['a path without a test', assertion({ kind: 'jsonpath', path: '$' }), 'assertions[1]', /exactly one of equals, matches/],
  ['a path with two tests', assertion({ kind: 'jsonpath', path: '$', equals: 1, matches: 'x' }), 'assertions[1].matches', /only one of/],
  ['a value over 16 KiB', assertion({ kind: 'jsonpath', path: '$', equals: text(17_000) }), 'assertions[1].equals', /16 KiB/],
  ['a value nested too deeply', assertion({ kind: 'jsonpath', path: '$', equals: deep(40) }), 'assertions[1].equals', /32 levels/],
  ['a pattern that is none', assertion({ kind: 'jsonpath', path: '$', matches: '(' }), 'assertions[1].matches', /RE2/],
  ['a pattern that looks around', assertion({ kind: 'jsonpath', path: '$', matches: '(?=x)' }), 'assertions[1].matches', /RE2/],
  ['a pattern that looks back', assertion({ kind: 'jsonpath', path: '$', matches: '(a)\\1' }), 'assertions[1].matches', /RE2/],
  [
    'a pattern that is huge inside',
    assertion({ kind: 'jsonpath', path: '$', matches: '((a{1000}){1000}){1000}' }),
    'assertions[1].matches',
    /RE2/,
  ],
  [
    'a schema that is none',
    assertion({ kind: 'json_schema', schema: { type: 'nonsense' } }),
    'assertions[1].schema',
    /not a valid JSON Schema/,
  ],
  ['a schema no object', assertion({ kind: 'json_schema', schema: true }), 'assertions[1].schema', /must be an object/],
  ['a schema over 16 KiB', assertion({ kind: 'json_schema', schema: { description: text(17_000) } }), 'assertions[1].schema', /16 KiB/],
  [
    'a schema that refers elsewhere',
    assertion({ kind: 'json_schema', schema: { $ref: 'https://elsewhere.example/s' } }),
    'assertions[1].schema',
    /outside of itself/,
  ],
  ['a schema nested too deeply', assertion({ kind: 'json_schema', schema: { not: deep(40) } }), 'assertions[1].schema', /32 levels/],
];

/** Refused on making alone. */
const CREATE_ROWS: readonly Row[] = [
  ['no server', { mcpServerId: undefined }, 'mcpServerId', /required/],
  ['an unknown server', { mcpServerId: 'mcp_none' }, 'mcpServerId', /not an MCP server of this organization/],
  ["another organization's server", () => ({ mcpServerId: ids.foreign }), 'mcpServerId', /not an MCP server of this organization/],
  ['an archived server', () => ({ mcpServerId: ids.archived }), 'mcpServerId', /archived/],
  ['no tool', { toolName: undefined }, 'toolName', /required/],
  ['a tool that is not there', { toolName: 'order_put' }, 'toolName', /not in the server's catalog/],
  ['a tool of another type', { toolName: 7 }, 'toolName', /must be text/],
  ['a tool name with spaces around it', { toolName: ' order_get ' }, 'toolName', /not in the server's catalog/],
  ['a server that was never synced', () => ({ mcpServerId: ids.unsynced }), 'toolName', /never synced/],
  ['a destructive tool that is not allowed', { toolName: 'order_delete', arguments: {} }, 'allowDestructive', /destructive/],
  ['a destructive tool that is expressly not', { toolName: 'order_delete', arguments: {}, allowDestructive: false }, 'allowDestructive'],
  [
    'an output schema that is not declared',
    { toolName: 'anything', validateOutputSchema: true },
    'validateOutputSchema',
    /declares no output schema/,
  ],
  ['no arguments where one is required', { arguments: undefined }, 'arguments', /orderId/],
  ['a schema that never ends', { toolName: 'bomb', arguments: {} }, 'arguments', /could not be checked within a second/],
];

/** Refused on changing alone. */
const PATCH_ROWS: readonly Row[] = [
  ['another server', () => ({ mcpServerId: ids.unsynced }), 'mcpServerId', /cannot change/],
  ['another tool', { toolName: 'anything' }, 'toolName', /cannot change/],
];

const LIST_ROWS: readonly Row[] = [
  ['an unknown server', { mcpServerId: 'mcp_none' }, 'mcpServerId'],
  ['a status that is none', { status: 'bad' }, 'status', /pass, fail, error, unknown/],
  ['a state that is none', { state: 'x' }, 'state', /active, paused, all/],
  ['a sort that is none', { sort: 'uptime' }, 'sort', /name, status, lastCheckAt, createdAt/],
  ['page 0', { page: 0 }, 'page'],
  ['101 a page', { pageSize: 101 }, 'pageSize'],
  ['an unknown filter', { tool: 'x' }, 'tool'],
  ['a search too long', { search: text(201) }, 'search'],
];

async function errorOf(work: Promise<unknown>): Promise<AppError> {
  const error: unknown = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error instanceof AppError) return error;
  throw new Error(`expected an AppError, got ${String(error)}`);
}

const pathsOf = (error: AppError): string[] => error.fieldErrors.map(({ field }) => field);
const changeOf = ([, change]: Row): Fields => (typeof change === 'function' ? change() : change);

function expectRefusal(error: AppError, [, , path, message]: Row, at = ''): void {
  expect({ code: error.code, paths: pathsOf(error) }).toEqual({ code: 'validation_failed', paths: [`${at}${path}`] });
  expect(error.message.startsWith(`${at}${path}: `)).toBe(true);
  if (message) expect(error.fieldErrors[0]?.message).toMatch(message);
}

const named = (rows: readonly Row[]) => rows.map((row) => ({ what: row[0], row }));

describe('making is refused for', () => {
  test.each(named([...ROWS, ...CREATE_ROWS]))('$what', async ({ row }) =>
    expectRefusal(await errorOf(createMonitors(cast.ben, { ...good(), ...changeOf(row) })), row),
  );
});

describe('making many is refused, with the place in the list, for', () => {
  test.each(named([...ROWS, ...CREATE_ROWS]))('$what', async ({ row }) =>
    expectRefusal(await errorOf(createMonitors(cast.ben, { monitors: [good(), { ...good(), ...changeOf(row) }] })), row, 'monitors[1].'),
  );
});

describe('changing is refused for', () => {
  let monitorId: string;
  beforeAll(async () => {
    const [made] = await createMonitors(cast.ada, good());
    monitorId = made?.id ?? '';
  });
  test.each(named([...ROWS, ...PATCH_ROWS]))('$what', async ({ row }) =>
    expectRefusal(await errorOf(updateMonitor(cast.ben, { monitorId, ...changeOf(row) })), row),
  );
});

describe('several wrong fields', () => {
  test('are all named at once, those of the schema and those that need a look outside', async () => {
    const raw = {
      ...good(),
      name: '',
      authProfileId: 'auth_none',
      arguments: { orderId: 1 },
      timeoutSeconds: 99,
      assertions: [{ kind: 'jsonpath', path: '$.[', matches: '(' }],
      colour: 1,
    };
    expect(pathsOf(await errorOf(createMonitors(cast.ben, raw))).toSorted()).toEqual(
      ['name', 'authProfileId', 'arguments', 'timeoutSeconds', 'assertions[0].path', 'assertions[0].matches', 'colour'].toSorted(),
    );
  });

  test('never repeat what was sent', async () => {
    const raw = { ...good(), name: { hidden: 'HIDDEN' }, authProfileId: 'HIDDEN', arguments: { orderId: 'HIDDEN' } };
    const error = await errorOf(createMonitors(cast.ben, raw));
    expect(JSON.stringify([error.message, error.fieldErrors])).not.toContain('HIDDEN');
  });

  test.each([null, 'text', 7, [], undefined])('an input that is %j is refused as a whole', async (raw) => {
    expect(pathsOf(await errorOf(createMonitors(cast.ben, raw)))).toEqual(['body']);
  });

  test('beside a list of monitors are refused', async () => {
    expect(pathsOf(await errorOf(createMonitors(cast.ben, { monitors: [good()], name: 'x' })))).toEqual(['name']);
  });
});

describe('secret-shaped text is refused, named and not repeated, in', () => {
  const secret = of('ghp_', A40);
  test.each<[string, Fields, string]>([
    ['an argument', { arguments: { orderId: secret } }, 'arguments.orderId'],
    ['an argument deep inside', { arguments: { orderId: '1', note: [{ deep: `Bearer ${A40}` }] } }, 'arguments.note[0].deep'],
    ['an argument by its name', { arguments: { orderId: '1', note: { client_secret: 'hunter22' } } }, 'arguments.note.client_secret'],
    ['the name of an argument', { arguments: { [secret]: 1 } }, 'arguments'],
    ['the name', { name: secret }, 'name'],
    ['an assertion', assertion({ kind: 'jsonpath', path: '$.a', equals: secret }), 'assertions[1].equals'],
  ])('%s', async (_where, change, path) => {
    const error = await errorOf(createMonitors(cast.ben, { ...good(), ...change }));
    expect({ code: error.code, paths: pathsOf(error) }).toEqual({ code: 'secret_in_arguments', paths: [path] });
    expect(JSON.stringify([error.message, error.fieldErrors, error.details])).not.toMatch(/ghp_|hunter22|a1B2c3/);
  });
});

describe('a schema of the server that cannot be used', () => {
  test.each(['broken', 'elsewhere'])('leaves the arguments to the server: %s', async (toolName) => {
    const [made] = await createMonitors(cast.ada, { mcpServerId: ids.server, toolName, arguments: { any: 1 }, state: 'paused' });
    expect(made?.arguments).toEqual({ any: 1 });
  });
});

describe('a list is refused for', () => {
  test.each(named(LIST_ROWS))('$what', async ({ row }) => expectRefusal(await errorOf(listMonitors(cast.vera, changeOf(row))), row));
});

test('both inputs are published as JSON Schema', () => {
  const schema = z.toJSONSchema(z.object({ create: monitorInput, patch: monitorPatch }), { io: 'input', unrepresentable: 'any' });
  expect(schema).toMatchObject({
    $defs: {
      MonitorInput: {
        additionalProperties: false,
        required: ['mcpServerId', 'toolName'],
        properties: { intervalSeconds: { enum: [60, 300, 900, 3600] }, assertions: { maxItems: 20, items: { $ref: '#/$defs/Assertion' } } },
      },
    },
  });
});
