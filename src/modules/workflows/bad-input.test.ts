// Every field of a workflow, wrong once: refused with that field's exact path, on creating and on changing (spec 02 §1, §3–7).
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { AppError } from '#kernel/errors';
import { makeWorld } from '#test/harness';
import type { Cast, World } from '#test/harness';
import { insertModel, insertServer } from '#test/workflow-factory';
import { checkWorkflow, createWorkflow, updateWorkflow, workflowInput, workflowPatch } from './index.ts';

let world: World;
let cast: Cast;
let ids: { server: string; profile: string; archivedServer: string; otherProfile: string; foreignServer: string };

beforeAll(async () => {
  world = await makeWorld();
  cast = await world.newOrg();
  const { ben, eve } = cast;
  const own = await insertServer(ben);
  const archived = await insertServer(ben, { state: 'archived' });
  ids = {
    server: own.serverId,
    profile: own.profileId,
    archivedServer: archived.serverId,
    otherProfile: archived.profileId,
    foreignServer: (await insertServer(eve)).serverId,
  };
  await insertModel(ben, 'lab/one');
  await insertModel(ben, 'lab/two');
  await insertModel(ben, 'lab/tester', { roles: ['tester'] });
  await insertModel(ben, 'lab/judge', { roles: ['judge'] });
  await insertModel(ben, 'lab/off', { active: false });
  await insertModel(eve, 'rival/one');
});
afterAll(() => world.close());

type Fields = Record<string, unknown>;

const good = (): Fields => ({
  name: 'Refund a late order',
  mcpServerId: ids.server,
  testerPrompt: 'Refund order 12.',
  testerModelId: 'lab/one',
  criteria: [{ criterionText: 'The order is refunded' }],
});

/** Without a tester form, for rows that bring another one. */
const untested = (): Fields => {
  const { testerModelId: _, ...rest } = good();
  return rest;
};

async function errorOf(work: Promise<unknown>): Promise<AppError> {
  const error: unknown = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error instanceof AppError) return error;
  throw new Error(`expected an AppError, got ${String(error)}`);
}

const pathsOf = (error: AppError): string[] => error.fieldErrors.map(({ field }) => field);
const check = (fields: Fields): Fields => ({ criteria: [{ kind: 'check', check: fields }] });
const text = (length: number): string => 'x'.repeat(length);
const emoji = (length: number): string => '😀'.repeat(length);
const list = <T>(length: number, make: (index: number) => T): T[] => Array.from({ length }, (_, index) => make(index));
const result = { kind: 'tool_result', tool: 'order_get' };

type Row = readonly [what: string, change: (() => Fields) | Fields, path: string, message?: RegExp];

/** Refused the same way by both verbs. */
const ROWS: readonly Row[] = [
  ['name empty', { name: '   ' }, 'name', /empty/],
  ['name of 121 characters', { name: emoji(121) }, 'name', /at most 120/],
  ['name of another type', { name: 7 }, 'name', /must be text/],
  ['name with NUL', { name: 'a\0b' }, 'name', /NUL/],
  ['name with half a character', { name: 'a\ud800b' }, 'name', /surrogate/],
  ['description too long', { description: text(1001) }, 'description', /at most 1000/],
  ['description null', { description: null }, 'description', /must be text/],
  ['a profile that is not there', { defaultMcpAuthProfileId: 'auth_none' }, 'defaultMcpAuthProfileId', /not an auth profile/],
  ["another server's profile", () => ({ defaultMcpAuthProfileId: ids.otherProfile }), 'defaultMcpAuthProfileId'],
  ['a profile of another type', { defaultMcpAuthProfileId: 1 }, 'defaultMcpAuthProfileId'],
  ['prompt empty', { testerPrompt: '' }, 'testerPrompt'],
  ['prompt too long', { testerPrompt: text(20_001) }, 'testerPrompt', /at most 20000/],
  ['an unknown model', { testerModelId: 'lab/none' }, 'testerModelId', /not a model of this organization/],
  ["another organization's model", { testerModelId: 'rival/one' }, 'testerModelId', /not a model of this organization/],
  ['a model that is off', { testerModelId: 'lab/off' }, 'testerModelId', /switched off/],
  ['a judge as tester', { testerModelId: 'lab/judge' }, 'testerModelId', /role tester/],
  ['a model of another type', { testerModelId: null }, 'testerModelId'],
  ['metadata of a wrong type', { metadata: { team: 7 } }, 'metadata.team', /must be text/],
  ['metadata no object', { metadata: [] }, 'metadata', /must be an object/],
  ['metadata with a long name', { metadata: { [text(41)]: 'x' } }, `metadata.${text(41)}`, /1-40/],
  ['metadata with a long value', { metadata: { team: text(501) } }, 'metadata.team', /at most 500/],
  ['21 pairs of metadata', { metadata: Object.fromEntries(list(21, (index) => [`k${index}`, 'x'])) }, 'metadata', /at most 20/],
  ['a category that is no slug', { categories: ['ok', 'Not a slug'] }, 'categories[1]', /a-z/],
  ['11 categories', { categories: list(11, (index) => `c${index}`) }, 'categories', /at most 10/],
  ['categories no list', { categories: 'x' }, 'categories', /must be a list/],

  ['no criteria', { criteria: [] }, 'criteria', /at least 1/],
  ['51 criteria', { criteria: list(51, () => ({ criterionText: 'x' })) }, 'criteria', /at most 50/],
  ['criteria of another type', { criteria: 'x' }, 'criteria'],
  ['a criterion of another type', { criteria: ['x'] }, 'criteria[0]'],
  ['a criterion without text', { criteria: [{ criterionText: 'x' }, {}] }, 'criteria[1].criterionText', /required/],
  ['a criterion with a long text', { criteria: [{ criterionText: text(2001) }] }, 'criteria[0].criterionText', /at most 2000/],
  ['a criterion with an unknown field', { criteria: [{ criterionText: 'x', weight: 2 }] }, 'criteria[0].weight', /not a known field/],
  ['isRequired of another type', { criteria: [{ criterionText: 'x', isRequired: 'yes' }] }, 'criteria[0].isRequired', /true or false/],
  ['an unknown kind', { criteria: [{ criterionText: 'x', kind: 'vote' }] }, 'criteria[0].kind', /judge, check/],
  ['a position that is not its place', { criteria: [{ criterionText: 'x', position: 2 }] }, 'criteria[0].position', /read-only/],
  ['an id that is not of this workflow', { criteria: [{ criterionText: 'x', id: 'crit_other' }] }, 'criteria[0].id', /not a criterion/],
  [
    'an id twice',
    {
      criteria: [
        { criterionText: 'x', id: 'crit_a' },
        { criterionText: 'y', id: 'crit_a' },
      ],
    },
    'criteria[1].id',
  ],
  ['a check without its check', { criteria: [{ kind: 'check' }] }, 'criteria[0].check', /required/],
  [
    'a check on a judged criterion',
    { criteria: [{ criterionText: 'x', check: { kind: 'no_tool_errors' } }] },
    'criteria[0].check',
    /only for kind check/,
  ],
  [
    'the fourth criterion',
    { criteria: [...list(3, () => ({ criterionText: 'x' })), { kind: 'check', check: { ...result, jsonpath: '$.[', equals: 1 } }] },
    'criteria[3].check.jsonpath',
  ],

  ['an unknown check', check({ kind: 'vibes' }), 'criteria[0].check.kind', /one of tool_called/],
  ['a check without kind', check({ tool: 'x' }), 'criteria[0].check.kind', /required/],
  ['a check of another type', { criteria: [{ kind: 'check', check: 'no_tool_errors' }] }, 'criteria[0].check'],
  ['tool_called without tool', check({ kind: 'tool_called' }), 'criteria[0].check.tool', /required/],
  ['tool_called with an empty tool', check({ kind: 'tool_called', tool: '' }), 'criteria[0].check.tool'],
  ['tool_called with an unknown field', check({ kind: 'tool_called', tool: 'x', times: 2 }), 'criteria[0].check.times'],
  ['min below 0', check({ kind: 'tool_called', tool: 'x', min: -1 }), 'criteria[0].check.min', /at least 0/],
  ['min no whole number', check({ kind: 'tool_called', tool: 'x', min: 1.5 }), 'criteria[0].check.min', /whole number/],
  ['max below the default min', check({ kind: 'tool_called', tool: 'x', max: 0 }), 'criteria[0].check.max', /at least min/],
  ['max below min', check({ kind: 'tool_called', tool: 'x', min: 3, max: 2 }), 'criteria[0].check.max'],
  ['argsMatch no object', check({ kind: 'tool_called', tool: 'x', argsMatch: [1] }), 'criteria[0].check.argsMatch'],
  [
    'argsMatch with a bad pattern',
    check({ kind: 'tool_called', tool: 'x', argsMatch: { a: { $matches: '(' } } }),
    'criteria[0].check.argsMatch.a.$matches',
  ],
  [
    'argsMatch with a pattern beside other keys',
    check({ kind: 'tool_called', tool: 'x', argsMatch: { a: { $matches: 'x', b: 1 } } }),
    'criteria[0].check.argsMatch.a.$matches',
    /alone/,
  ],
  [
    'argsMatch with a pattern for all arguments',
    check({ kind: 'tool_called', tool: 'x', argsMatch: { $matches: 'x' } }),
    'criteria[0].check.argsMatch.$matches',
  ],
  [
    'argsMatch over 16 KiB',
    check({ kind: 'tool_called', tool: 'x', argsMatch: { a: text(17_000) } }),
    'criteria[0].check.argsMatch',
    /16 KiB/,
  ],
  [
    'argsMatch without end',
    check({ kind: 'tool_called', tool: 'x', argsMatch: list(40, () => 'a').reduce<Fields>((inner, key) => ({ [key]: inner }), {}) }),
    'criteria[0].check.argsMatch',
    /nested/,
  ],
  ['tool_not_called without tool', check({ kind: 'tool_not_called' }), 'criteria[0].check.tool'],
  ['tool_order of one', check({ kind: 'tool_order', tools: ['x'] }), 'criteria[0].check.tools', /at least 2/],
  ['tool_order of 21', check({ kind: 'tool_order', tools: list(21, (index) => `t${index}`) }), 'criteria[0].check.tools', /at most 20/],
  ['tool_order with a tool twice', check({ kind: 'tool_order', tools: ['x', 'y', 'x'] }), 'criteria[0].check.tools[2]'],
  ['tool_order with a number', check({ kind: 'tool_order', tools: ['x', 3] }), 'criteria[0].check.tools[1]'],
  ['no_tool_errors with a field', check({ kind: 'no_tool_errors', tool: 'x' }), 'criteria[0].check.tool', /not a known field/],
  ['tool_result without tool', check({ kind: 'tool_result', equals: 1 }), 'criteria[0].check.tool'],
  ['tool_result without a test', check(result), 'criteria[0].check', /exactly one of equals, matches, schema/],
  ['tool_result with two tests', check({ ...result, equals: null, matches: 'x' }), 'criteria[0].check.matches', /only one/],
  ['a bad JSONPath', check({ ...result, jsonpath: '$..[', equals: 1 }), 'criteria[0].check.jsonpath', /JSONPath/],
  ['a JSONPath of 501 characters', check({ ...result, jsonpath: `$.${text(499)}`, equals: 1 }), 'criteria[0].check.jsonpath'],
  ['a bad pattern', check({ ...result, matches: '(' }), 'criteria[0].check.matches', /regular expression/],
  ['a pattern that is not linear', check({ ...result, matches: '(?=x)y' }), 'criteria[0].check.matches', /linear/],
  ['a pattern of 501 characters', check({ ...result, matches: text(501) }), 'criteria[0].check.matches', /500/],
  ['a bad schema', check({ ...result, schema: { type: 'nothing' } }), 'criteria[0].check.schema'],
  ['a schema that is no object', check({ ...result, schema: true }), 'criteria[0].check.schema'],
  [
    'a schema with a remote reference',
    check({ ...result, schema: { $ref: 'https://example.com/schema.json' } }),
    'criteria[0].check.schema',
  ],
  ['a schema over 16 KiB', check({ ...result, schema: { description: text(17_000) } }), 'criteria[0].check.schema'],
  ['an unknown which', check({ ...result, which: 'first', equals: 1 }), 'criteria[0].check.which', /last, any, all/],
  ['final_answer without a test', check({ kind: 'final_answer' }), 'criteria[0].check', /exactly one of contains/],
  ['final_answer with two tests', check({ kind: 'final_answer', contains: 'x', schema: {} }), 'criteria[0].check.schema'],
  ['final_answer containing nothing', check({ kind: 'final_answer', contains: '' }), 'criteria[0].check.contains'],
  ['final_answer with a bad pattern', check({ kind: 'final_answer', matches: '[' }), 'criteria[0].check.matches'],
  [
    'final_answer with equals',
    check({ kind: 'final_answer', contains: 'x', equals: 'x' }),
    'criteria[0].check.equals',
    /not a known field/,
  ],
  ['max_latency_ms without ms', check({ kind: 'max_latency_ms', run: true }), 'criteria[0].check.ms', /required/],
  ['max_latency_ms of 0', check({ kind: 'max_latency_ms', ms: 0, run: true }), 'criteria[0].check.ms'],
  ['max_latency_ms of nothing', check({ kind: 'max_latency_ms', ms: 5 }), 'criteria[0].check', /tool, run/],
  ['max_latency_ms of both', check({ kind: 'max_latency_ms', ms: 5, tool: 'x', run: true }), 'criteria[0].check.run'],
  ['max_latency_ms with run false', check({ kind: 'max_latency_ms', ms: 5, run: false }), 'criteria[0].check.run'],
  ['max_tool_calls without max', check({ kind: 'max_tool_calls' }), 'criteria[0].check.max', /required/],
  ['max_tool_calls below 0', check({ kind: 'max_tool_calls', max: -1 }), 'criteria[0].check.max'],
  ['max_steps no whole number', check({ kind: 'max_steps', max: 0.5 }), 'criteria[0].check.max'],
  ['max_tokens as text', check({ kind: 'max_tokens', max: '5' }), 'criteria[0].check.max'],
  ['max_cost_usd of 0', check({ kind: 'max_cost_usd', max: 0 }), 'criteria[0].check.max', /greater than 0/],

  ['a judge that is no judge', { judge: { modelId: 'lab/tester' } }, 'judge.modelId', /role judge/],
  ['an unknown judge', { judge: { modelId: 'lab/none', samples: 1 } }, 'judge.modelId'],
  ['two samples', { judge: { modelId: 'lab/judge', samples: 2 } }, 'judge.samples', /1, 3 or 5/],
  ['samples without any judge', { judge: { samples: 3 } }, 'judge.modelId', /no default judge/],
  ['a judge with an unknown field', { judge: { modelId: 'lab/judge', temperature: 0 } }, 'judge.temperature'],
  ['a judge of another type', { judge: 'lab/judge' }, 'judge', /must be an object/],
  ['an unknown judge in short', { judgeModelId: 'lab/none' }, 'judgeModelId'],
  ['both ways to name a judge', { judge: { modelId: 'lab/judge' }, judgeModelId: 'lab/judge' }, 'judgeModelId', /only one of/],

  ['a cron hour out of range', { schedule: { cron: '0 25 * * *' } }, 'schedule.cron', /^field 2 \(hour\) 25 is not within 0-23$/],
  ['a cron of six fields', { schedule: { cron: '0 0 9 * * *' } }, 'schedule.cron'],
  ['a cron word', { schedule: { cron: '@daily' } }, 'schedule.cron'],
  ['a cron that never fires', { schedule: { cron: '0 0 30 2 *' } }, 'schedule.cron'],
  ['a schedule without cron', { schedule: { timezone: 'UTC' } }, 'schedule.cron', /required/],
  ['an unknown zone', { schedule: { cron: '0 * * * *', timezone: 'Europe/Atlantis' } }, 'schedule.timezone', /IANA/],
  ['an offset as zone', { schedule: { cron: '0 * * * *', timezone: '+02:00' } }, 'schedule.timezone'],
  ['a schedule with an unknown field', { schedule: { cron: '0 * * * *', seconds: 1 } }, 'schedule.seconds'],
  ['a schedule as text', { schedule: '0 * * * *' }, 'schedule', /must be an object/],

  ['an allowed tool that is no text', { toolPolicy: { allowed_tools: [3] } }, 'toolPolicy.allowed_tools[0]', /must be text/],
  ['an empty denied tool', { toolPolicy: { denied_tools: ['x', ''] } }, 'toolPolicy.denied_tools[1]'],
  ['201 allowed tools', { toolPolicy: { allowed_tools: list(201, (index) => `t${index}`) } }, 'toolPolicy.allowed_tools', /at most 200/],
  ['201 denied tools', { toolPolicy: { denied_tools: list(201, (index) => `t${index}`) } }, 'toolPolicy.denied_tools', /at most 200/],
  [
    'a tool in both lists',
    { toolPolicy: { allowed_tools: ['a', 'b'], denied_tools: ['c', 'b'] } },
    'toolPolicy.denied_tools[1]',
    /both lists/,
  ],
  ['allow_destructive of another type', { toolPolicy: { allow_destructive: 'no' } }, 'toolPolicy.allow_destructive'],
  ['a policy with an unknown field', { toolPolicy: { allowedTools: [] } }, 'toolPolicy.allowedTools'],
  ['a policy of another type', { toolPolicy: null }, 'toolPolicy'],

  ...(
    [
      ['maxSteps', 1, 200],
      ['maxToolCalls', 0, 500],
      ['timeoutSeconds', 10, 3600],
      ['maxTokens', 1000, 2_000_000],
      ['maxCostUsd', 0.01, 100],
      ['maxToolResultBytes', 1024, 1_048_576],
    ] as const
  ).flatMap(([name, min, max]): Row[] => [
    [`${name} too small`, { limits: { [name]: min - (name === 'maxCostUsd' ? 0.005 : 1) } }, `limits.${name}`, /at least/],
    [`${name} too large`, { limits: { [name]: max + 1 } }, `limits.${name}`, /at most/],
    [`${name} as text`, { limits: { [name]: String(min) } }, `limits.${name}`, /must be a/],
  ]),
  ['maxSteps no whole number', { limits: { maxSteps: 1.5 } }, 'limits.maxSteps', /whole number/],
  ['an unknown limit', { limits: { maxTurns: 3 } }, 'limits.maxTurns'],
  ['limits of another type', { limits: [] }, 'limits'],
  ['no attempt', { retryPolicy: { maxAttempts: 0 } }, 'retryPolicy.maxAttempts'],
  ['six attempts', { retryPolicy: { maxAttempts: 6 } }, 'retryPolicy.maxAttempts'],
  ['a retry of failures', { retryPolicy: { retryOn: ['fail'] } }, 'retryPolicy.retryOn[0]', /"error"/],
  ['retryOn twice', { retryPolicy: { retryOn: ['error', 'error'] } }, 'retryPolicy.retryOn'],
  ['a negative pause', { retryPolicy: { backoffSeconds: -1 } }, 'retryPolicy.backoffSeconds'],
  ['a pause of 601 s', { retryPolicy: { backoffSeconds: 601 } }, 'retryPolicy.backoffSeconds'],
  ['a retry policy with an unknown field', { retryPolicy: { jitter: true } }, 'retryPolicy.jitter'],

  ['an unknown field', { colour: 'red' }, 'colour', /not a known field/],
  ...['id', 'environment', 'currentVersion', 'nextRunAt', 'scheduleLabel', 'passRate7d', 'lastRun', 'warnings'].map((field): Row => [
    `the read-only field ${field}`,
    { [field]: 'x' },
    field,
    /read-only/,
  ]),
];

/** Rows that replace the short tester form of a good input. */
const TARGET_ROWS: readonly Row[] = [
  ['no target', { testerTargets: [] }, 'testerTargets', /at least 1/],
  [
    'nine targets',
    { testerTargets: list(9, (index) => ({ modelId: 'lab/one', skillMode: 'text', skillText: `s${index}` })) },
    'testerTargets',
    /at most 8/,
  ],
  ['a target without model', { testerTargets: [{}] }, 'testerTargets[0].modelId', /required/],
  ['a target with an unknown model', { testerTargets: [{ modelId: 'lab/one' }, { modelId: 'lab/none' }] }, 'testerTargets[1].modelId'],
  ['a target with an unknown field', { testerTargets: [{ modelId: 'lab/one', weight: 1 }] }, 'testerTargets[0].weight'],
  ['an unknown skill mode', { testerTargets: [{ modelId: 'lab/one', skillMode: 'file' }] }, 'testerTargets[0].skillMode'],
  [
    'skill mode text without text',
    { testerTargets: [{ modelId: 'lab/one', skillMode: 'text' }] },
    'testerTargets[0].skillText',
    /required/,
  ],
  [
    'an empty skill text',
    { testerTargets: [{ modelId: 'lab/one', skillMode: 'text', skillText: ' ' }] },
    'testerTargets[0].skillText',
    /empty/,
  ],
  [
    'a long skill text',
    { testerTargets: [{ modelId: 'lab/one', skillMode: 'text', skillText: text(20_001) }] },
    'testerTargets[0].skillText',
    /20000/,
  ],
  [
    'a skill text without its mode',
    { testerTargets: [{ modelId: 'lab/one', skillText: 'Be brief.' }] },
    'testerTargets[0].skillText',
    /only for/,
  ],
  [
    'equal targets',
    { testerTargets: [{ modelId: 'lab/one' }, { modelId: 'lab/one', skillMode: 'none' }] },
    'testerTargets[1]',
    /same target/,
  ],
  ['no model', { testerModelIds: [] }, 'testerModelIds'],
  ['nine models', { testerModelIds: list(9, (index) => `lab/${index}`) }, 'testerModelIds', /at most 8/],
  ['a model twice', { testerModelIds: ['lab/one', 'lab/two', 'lab/one'] }, 'testerModelIds[2]', /twice/],
  ['an unknown model among several', { testerModelIds: ['lab/one', 'lab/none'] }, 'testerModelIds[1]'],
  ['a model that is no text', { testerModelIds: [1] }, 'testerModelIds[0]'],
  ['two tester forms', { testerModelId: 'lab/one', testerTargets: [{ modelId: 'lab/two' }] }, 'testerTargets', /only one of/],
];

const CREATE_ROWS: readonly Row[] = [
  ['no name', () => omit(good(), 'name'), 'name', /required/],
  ['no server', () => omit(good(), 'mcpServerId'), 'mcpServerId', /required/],
  ['no prompt', () => omit(good(), 'testerPrompt'), 'testerPrompt', /required/],
  ['no criteria at all', () => omit(good(), 'criteria'), 'criteria', /required/],
  ['no tester and no default', untested, 'testerModelId', /no default tester/],
  ['an unknown server', () => ({ ...good(), mcpServerId: 'mcp_none' }), 'mcpServerId', /not an MCP server/],
  ['a server of an endless id', () => ({ ...good(), mcpServerId: text(200) }), 'mcpServerId', /not an MCP server/],
  ["another organization's server", () => ({ ...good(), mcpServerId: ids.foreignServer }), 'mcpServerId', /not an MCP server/],
  ['an archived server', () => ({ ...good(), mcpServerId: ids.archivedServer }), 'mcpServerId', /archived/],
  ['a state', () => ({ ...good(), state: 'paused' }), 'state'],
  ['a base version', () => ({ ...good(), baseVersionId: 'ver_1' }), 'baseVersionId'],
];

const PATCH_ROWS: readonly Row[] = [
  ['another server', () => ({ mcpServerId: ids.archivedServer }), 'mcpServerId', /cannot change/],
  ['an unknown state', { state: 'asleep' }, 'state', /active, paused, archived/],
  ['a base version of another type', { baseVersionId: 3 }, 'baseVersionId'],
];

const omit = (fields: Fields, name: string): Fields => Object.fromEntries(Object.entries(fields).filter(([key]) => key !== name));
const changeOf = ([, change]: Row): Fields => (typeof change === 'function' ? change() : change);

function expectRefusal(error: AppError, [, , path, message]: Row): void {
  expect({ code: error.code, paths: pathsOf(error), text: error.message }).toMatchObject({ code: 'validation_failed', paths: [path] });
  expect(error.message.startsWith(`${path}: `)).toBe(true);
  if (message) expect(error.fieldErrors[0]?.message).toMatch(message);
}

describe('creating is refused for', () => {
  test.each(ROWS.map((row) => ({ what: row[0], row })))('$what', async ({ row }) =>
    expectRefusal(await errorOf(createWorkflow(cast.ben, { ...good(), ...changeOf(row) })), row),
  );
  test.each(TARGET_ROWS.map((row) => ({ what: row[0], row })))('$what', async ({ row }) =>
    expectRefusal(await errorOf(createWorkflow(cast.ben, { ...untested(), ...changeOf(row) })), row),
  );
  test.each(CREATE_ROWS.map((row) => ({ what: row[0], row })))('$what', async ({ row }) =>
    expectRefusal(await errorOf(createWorkflow(cast.ben, changeOf(row))), row),
  );
});

describe('changing is refused for', () => {
  let workflowId: string;
  beforeAll(async () => {
    workflowId = (await createWorkflow(cast.ben, good())).id;
  });
  test.each([...ROWS, ...TARGET_ROWS, ...PATCH_ROWS].map((row) => ({ what: row[0], row })))('$what', async ({ row }) =>
    expectRefusal(await errorOf(updateWorkflow(cast.ben, { workflowId, ...changeOf(row) })), row),
  );
});

describe('several wrong fields', () => {
  test('are all named at once, those of the schema and those that need a look outside', async () => {
    const raw = {
      name: '',
      mcpServerId: ids.archivedServer,
      testerPrompt: 'x',
      testerModelIds: ['lab/none', 'lab/one'],
      colour: 1,
      criteria: [{ criterionText: '' }, { kind: 'check', check: { ...result, jsonpath: '$.[', matches: '(' } }],
      judge: { modelId: 'lab/tester', samples: 2 },
      schedule: { cron: '61 * * * *', timezone: 'Nowhere' },
      limits: { maxSteps: 0, maxTokens: 1 },
    };
    expect(pathsOf(await errorOf(createWorkflow(cast.ben, raw))).toSorted()).toEqual(
      [
        'name',
        'mcpServerId',
        'testerModelIds[0]',
        'colour',
        'criteria[0].criterionText',
        'criteria[1].check.jsonpath',
        'criteria[1].check.matches',
        'judge.samples',
        'schedule.cron',
        'schedule.timezone',
        'limits.maxSteps',
        'limits.maxTokens',
      ].toSorted(),
    );
  });

  test('never repeat what was sent', async () => {
    const error = await errorOf(
      createWorkflow(cast.ben, {
        ...good(),
        name: { hidden: 'HIDDEN' },
        testerModelId: 'HIDDEN',
        schedule: { cron: '0 0 * * *', timezone: 'HIDDEN' },
      }),
    );
    expect(JSON.stringify([error.message, error.fieldErrors])).not.toContain('HIDDEN');
  });

  test.each([null, 'text', 7, [], undefined])('an input that is %j is refused as a whole', async (raw) => {
    expect(pathsOf(await errorOf(createWorkflow(cast.ben, raw)))[0]).toBe('body');
  });
});

describe('secret-shaped text is refused, named and not repeated, in', () => {
  const secret = `ghp_${text(20)}A1b2C3d4E5f6G7h8`;
  test.each<[string, Fields, string]>([
    ['the prompt', { testerPrompt: `Use ${secret} to sign in.` }, 'testerPrompt'],
    ['a criterion', { criteria: [{ criterionText: 'x' }, { criterionText: secret }] }, 'criteria[1].criterionText'],
    [
      'a wanted argument',
      check({ kind: 'tool_called', tool: 'x', argsMatch: { password: 'hunter2' } }),
      'criteria[0].check.argsMatch.password',
    ],
    ['metadata', { metadata: { note: `Bearer ${text(20)}` } }, 'metadata.note'],
    ['the description', { description: 'postgres://user:pass@host/db' }, 'description'],
  ])('%s', async (_where, change, path) => {
    const error = await errorOf(createWorkflow(cast.ben, { ...good(), ...change }));
    expect({ code: error.code, paths: pathsOf(error) }).toEqual({ code: 'secret_in_arguments', paths: [path] });
    expect(JSON.stringify([error.message, error.fieldErrors, error.details])).not.toMatch(/ghp_|hunter2|pass@|xxxx/);
  });

  test('a skill text', async () => {
    const targets = [{ modelId: 'lab/one', skillMode: 'text', skillText: `token: ${secret}` }];
    expect(await errorOf(createWorkflow(cast.ben, { ...untested(), testerTargets: targets }))).toMatchObject({
      code: 'secret_in_arguments',
      fieldErrors: [{ field: 'testerTargets[0].skillText' }],
    });
  });
});

describe('a check while editing', () => {
  test('names wrong fields and secrets instead of refusing', async () => {
    const found = await checkWorkflow(cast.vera, { ...good(), name: '', description: `Bearer ${text(20)}`, schedule: { cron: 'x' } });
    expect(found.fieldErrors.map(({ field }) => field).toSorted()).toEqual(['description', 'name', 'schedule.cron']);
    expect(found).toMatchObject({ warnings: [], scheduleLabel: null, nextRuns: [] });
  });

  test('shows label, next ticks and warnings of a right one, and stores nothing', async () => {
    const before = await world.deps.db
      .selectFrom('workflows')
      .select((eb) => eb.fn.countAll<number>().as('count'))
      .executeTakeFirst();
    const found = await checkWorkflow(cast.vera, { ...good(), schedule: { cron: '0 * * * *' }, toolPolicy: { denied_tools: ['gone_*'] } });
    expect(found).toMatchObject({
      fieldErrors: [],
      scheduleLabel: 'Hourly',
      warnings: [expect.stringContaining('gone_*'), expect.stringContaining('no judge model')],
    });
    expect(found.nextRuns).toHaveLength(3);
    const after = await world.deps.db
      .selectFrom('workflows')
      .select((eb) => eb.fn.countAll<number>().as('count'))
      .executeTakeFirst();
    expect(after).toEqual(before);
  });
});

test('a check while editing offers to turn a sentence into a check only where it says exactly one', async () => {
  const criteria = [
    { criterionText: 'The order is refunded' },
    { criterionText: 'The agent never calls order_delete.' },
    { kind: 'check', check: { kind: 'no_tool_errors' } },
  ];
  expect((await checkWorkflow(cast.vera, { ...good(), criteria })).conversions).toEqual([
    { index: 1, check: { kind: 'tool_not_called', tool: 'order_delete' } },
  ]);
});

test('both inputs are published as JSON Schema', () => {
  const schema = z.toJSONSchema(z.object({ create: workflowInput, patch: workflowPatch }), { io: 'input', unrepresentable: 'any' });
  expect(JSON.stringify(schema)).toContain('"maxLength":20000');
  expect(schema).toMatchObject({
    $defs: { WorkflowInput: { additionalProperties: false, required: ['name', 'mcpServerId', 'testerPrompt', 'criteria'] } },
  });
});
