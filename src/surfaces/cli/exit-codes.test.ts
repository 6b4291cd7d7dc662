// Every command against every way it can end: 0, 1, 2 and 3 mean the same everywhere, and --json is one document whatever happens.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Command } from 'commander';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { AppError, invalidField } from '#kernel/errors';
import { failed, ok } from '#kernel/outcome';
import { recordingTerminal } from '#test/recording-terminal';
import { problem, startStubInstance } from '#test/stub-instance';
import type { Asked, Reply, StubInstance } from '#test/stub-instance';
import { buildProgram, runCli } from './main.ts';
import type { DoctorReport, Operator, RotateReport, SecretsReport } from './operator.ts';

const report: DoctorReport = {
  ok: true,
  url: 'https://mcp.example.test/mcp',
  transport: 'streamable_http',
  era: 'modern',
  protocolVersion: '2026-01-01',
  eras: { modern: true, legacy: false },
  serverInfo: null,
  durationMs: 1,
  tools: [],
  counts: { tools: 0, resources: 0, resourceTemplates: 0, prompts: 0 },
  findings: [],
  error: null,
};
const rotated: RotateReport = {
  outcome: 'rotated',
  secrets: 1,
  skipped: 0,
  unreadable: 0,
  keyFile: null,
  backup: null,
  staleKeyFile: null,
};
const checked: SecretsReport = {
  key: 'in force',
  secrets: 1,
  unreadable: [],
  isInstanceSecretReadable: true,
  preparedByRotation: null,
  nextKeyFile: null,
};
const good: Operator = {
  serve: async () => undefined,
  migrate: async () => [],
  createKey: async () => 'amt_token',
  signInLink: async () => 'http://127.0.0.1/sign-in',
  resetAccount: async () => ok({ url: 'http://127.0.0.1/reset', secondFactorDropped: false }),
  rotateSecrets: async () => rotated,
  checkSecrets: async () => checked,
  doctor: async () => report,
};
/** Every command of it ends in the same way. */
const failing = (reason: Error): Operator =>
  new Proxy(good, { get: (_target, name) => (name === 'then' ? undefined : () => Promise.reject(reason)) });

const RUN = {
  runId: 'run_1',
  workflowId: 'wf_1',
  workflowName: 'Order',
  modelId: 'm',
  testerKind: 'script',
  classification: null,
  error: null,
};
const run = (status: string): Reply => ({
  status: 200,
  body: { ...RUN, status, startedAt: null, durationMs: 1, costUsd: 0, url: 'http://x' },
});
const probe = (isOk: boolean): Reply => ({
  status: 200,
  body: {
    ok: isOk,
    era: 'modern',
    protocolVersion: '1',
    counts: { tools: 1 },
    durationMs: 1,
    warnings: [],
    error: { code: 'timeout', message: 'm' },
  },
});
const sync = (isOk: boolean, breakingCount = 0): Reply => ({
  status: 200,
  body: { ok: isOk, changed: true, counts: { tools: 1 }, diff: { breakingCount } },
});
const proposal = {
  proposalId: 'prop_1',
  kind: 'patch',
  workflowId: 'wf_1',
  state: 'staged',
  rationale: 'because',
  createdBy: { name: 'ci' },
  createdAt: 't',
  expiresAt: 't',
  diff: [{ path: 'prompt', op: 'replace', before: 'a', after: 'b' }],
  warnings: [],
  trials: { runs: [], current: [], verdict: 'none' },
  url: 'http://x',
};
const health = {
  range: '24h',
  generatedAt: 't',
  runs: { pass: 1, partial: 0, fail: 0, error: 0, running: 0, pending: 0, passRate: 1 },
  workflows: { active: 1, paused: 0, failing: [] },
  monitors: { pass: 0, fail: 0, error: 0, unknown: 0, paused: 0, failing: [] },
  servers: [],
  openIncidents: 0,
};
const page = (rows: readonly unknown[]): Reply => ({ status: 200, body: { rows, page: 1, pageSize: 100, total: rows.length } });
const ORG: Reply = { status: 200, body: { organization: { name: 'Acme', slug: 'acme' }, actor: { role: 'editor' } } };

const home = mkdtempSync(join(tmpdir(), 'armature-exit-'));
const FILES = join(home, 'files');
mkdirSync(FILES);
writeFileSync(join(FILES, 'servers.yaml'), 'version: 1\nservers: []\n');
writeFileSync(join(home, '.mcp.json'), '{"mcpServers": {}}');
writeFileSync(join(home, 'api.yaml'), 'openapi: 3.1.0\n');

const plan = (op: string): Reply => ({
  status: 200,
  body: { planHash: 'h', changes: [{ kind: 'server', key: 'a', op, diff: [], warnings: [] }], fieldErrors: [], warnings: [] },
});
const imported = (entries: readonly unknown[]): Reply => ({ status: 200, body: { format: 'claude-code', entries, warnings: [] } });

interface Row {
  readonly argv: readonly string[];
  readonly answers?: Readonly<Record<string, Reply>>;
  /** Argument lists and answers under which it ends with 1. */
  readonly ones?: readonly { readonly more?: readonly string[]; readonly answers: Readonly<Record<string, Reply>> }[];
}

const profile = {
  id: 'auth_1',
  name: 'Main',
  kind: 'oauth_authorization_code',
  isDefault: true,
  grantState: 'connected',
  grantError: null,
};
const STARTED: Reply = {
  status: 202,
  body: { runs: [{ runId: 'run_1', modelId: 'm', status: 'pending', deduplicated: false, url: 'u' }] },
};

const BUNDLE = {
  id: 'bun_1',
  source: 'pets',
  environment: 'production',
  state: 'generated',
  operationCount: 1,
  createdAt: 't',
  commitSha: null,
};
const noDiff = { against: 'bun_0', added: [], removed: [], signatureChanged: [], breaking: false };
const uploaded = (apiDiff: object): Reply => ({
  status: 201,
  body: { bundle: BUNDLE, unchanged: false, warnings: [], apiDiff, rollback: { previousBundleId: null }, usage: null },
});
const UPLOAD = 'POST /api/openapi-artifacts/upload';

/** Commands that ask an instance; a new one without a line here fails the test. */
const REMOTE: Readonly<Record<string, Row>> = {
  'servers add': {
    argv: ['https://mcp.example.test/mcp', '--name', 'Shop'],
    answers: {
      'POST /mcp-servers': { status: 201, body: { id: 'mcp_1', name: 'Shop', health: 'healthy', toolCount: 1, protocolVersion: '1' } },
    },
    ones: [{ answers: { 'POST /mcp-servers': problem(422, 'probe_failed') } }],
  },
  'servers list': { argv: [], answers: { 'GET /mcp-servers': page([]) } },
  'servers probe': {
    argv: ['mcp_1'],
    answers: { 'POST /mcp-servers/mcp_1/probe': probe(true) },
    ones: [{ answers: { 'POST /mcp-servers/mcp_1/probe': probe(false) } }],
  },
  'servers sync': {
    argv: ['mcp_1'],
    answers: { 'POST /mcp-servers/mcp_1/sync': sync(true, 2) },
    ones: [
      { answers: { 'POST /mcp-servers/mcp_1/sync': sync(false) } },
      { more: ['--fail-on-breaking'], answers: { 'POST /mcp-servers/mcp_1/sync': sync(true, 2) } },
    ],
  },
  'servers login': { argv: ['mcp_1'], answers: { 'GET /mcp-servers/mcp_1/auth-profiles': page([profile]), 'GET /org': ORG } },
  run: {
    argv: ['wf_1', '--wait'],
    answers: { 'POST /workflows/wf_1/runs': STARTED, 'GET /runs/run_1': run('pass') },
    ones: ['fail', 'partial'].map((status) => ({ answers: { 'POST /workflows/wf_1/runs': STARTED, 'GET /runs/run_1': run(status) } })),
  },
  'proposals list': { argv: [], answers: { 'GET /workflow-change-proposals': page([proposal]) } },
  'proposals show': { argv: ['prop_1'], answers: { 'GET /workflow-change-proposals/prop_1': { status: 200, body: proposal } } },
  'proposals apply': {
    argv: ['prop_1'],
    answers: {
      'POST /workflow-change-proposals/prop_1/apply': {
        status: 200,
        body: { proposalId: 'prop_1', workflowId: 'wf_1', version: { id: 'v', number: 2 }, created: false, diff: [], trial: 'none' },
      },
    },
  },
  'servers export': {
    argv: ['--client', 'claude-code'],
    answers: {
      'GET /client-configs': {
        status: 200,
        body: { variables: [], entries: { claudeCode: { title: 't', file: 'f', hint: 'h', text: '{}' } } },
      },
    },
  },
  import: {
    argv: [join(home, '.mcp.json')],
    answers: { 'POST /mcp-servers/import': imported([]) },
    ones: [
      {
        answers: {
          'POST /mcp-servers/import': imported([
            { name: 'a', url: 'https://a.example.test', inputs: [], notes: [], existing: null, request: { name: 'a' } },
          ]),
          'POST /mcp-servers': problem(422, 'probe_failed'),
        },
      },
    ],
  },
  pull: {
    argv: [join(home, 'pulled')],
    answers: {
      'GET /config': {
        status: 200,
        body: { document: {}, defaults: { servers: {}, workflows: {}, monitors: {}, rules: {} }, warnings: [] },
      },
    },
  },
  plan: {
    argv: [FILES],
    answers: { 'POST /config/plan': plan('none') },
    ones: [{ more: ['--exit-code'], answers: { 'POST /config/plan': plan('create') } }],
  },
  apply: { argv: [FILES, '--yes'], answers: { 'POST /config/plan': plan('none') } },
  'bundle push': {
    argv: [join(home, 'api.yaml'), '--source', 'pets'],
    answers: { [UPLOAD]: uploaded(noDiff) },
    ones: [
      { answers: { [UPLOAD]: problem(422, 'compile_failed') } },
      { more: ['--fail-on-breaking'], answers: { [UPLOAD]: uploaded({ ...noDiff, breaking: true }) } },
    ],
  },
  'bundle list': { argv: [], answers: { 'GET /api/openapi-artifacts': page([BUNDLE]) } },
  'bundle promote': {
    argv: ['bun_1'],
    answers: {
      'POST /api/openapi-artifacts/bun_1/promote': {
        status: 200,
        body: { bundle: BUNDLE, rollback: { previousBundleId: 'bun_0' }, warnings: [] },
      },
    },
  },
  login: { argv: [], answers: { 'GET /org': ORG } },
  status: { argv: [], answers: { 'GET /org': ORG, 'GET /org/health': { status: 200, body: health } } },
};

const LOCAL: Readonly<Record<string, { readonly argv: readonly string[]; readonly ones?: readonly Partial<Operator>[] }>> = {
  up: { argv: [] },
  serve: { argv: [] },
  migrate: { argv: [] },
  link: { argv: [] },
  'keys create': { argv: ['--org', 'demo', '--name', 'ci', '--role', 'editor'] },
  doctor: { argv: ['https://mcp.example.test/mcp'], ones: [{ doctor: async () => ({ ...report, ok: false }) }] },
  'accounts reset': { argv: ['ada@example.test'] },
  'secrets rotate': { argv: ['--generate'], ones: [{ rotateSecrets: async () => ({ ...rotated, unreadable: 1 }) }] },
  'secrets check': { argv: [], ones: [{ checkSecrets: async () => ({ ...checked, unreadable: ['sec_1'] }) }] },
};

const leaves = (command: Command, path: readonly string[] = []): { path: string; command: Command }[] =>
  command.commands.length === 0
    ? [{ path: path.join(' '), command }]
    : command.commands.flatMap((child) => leaves(child, [...path, child.name()]));
const ALL = leaves(buildProgram({ operator: good, terminal: recordingTerminal().terminal, version: '0', finish: () => undefined }));

let stub: StubInstance;
let answers: Readonly<Record<string, Reply>> = {};
beforeAll(async () => {
  stub = await startStubInstance(({ method, path }: Asked) => {
    const [bare = ''] = path.split('?');
    return bare.endsWith('/evaluation')
      ? { status: 200, body: { criteria: [] } }
      : (answers[`${method} ${bare}`] ?? answers['*'] ?? problem(404, 'route_not_found'));
  });
});
afterAll(async () => {
  await stub.stop();
  rmSync(home, { recursive: true });
});

async function end(
  argv: readonly string[],
  { env = {}, operator = good }: { env?: Readonly<Record<string, string>>; operator?: Operator } = {},
) {
  const recording = recordingTerminal({ env: { HOME: home, ...env } });
  const code = await runCli(argv, { operator, terminal: recording.terminal, version: '1.2.3' });
  return { code, out: recording.out(), err: recording.err() };
}
const instance = () => ({ env: { ARMATURE_URL: stub.url, ARMATURE_API_KEY: 'k' } });

/** One JSON document and nothing else, when it is asked for; a message on stderr when it went wrong. */
function expectOneDocument({ code, out, err }: { code: number; out: string; err: string }): void {
  const document: unknown = JSON.parse(out);
  expect(document).toEqual(expect.any(Object));
  if (code >= 2) expect([Object.keys(document as object), err === '']).toEqual([['error'], false]);
}

test('every command has a line here, a description, an example and --json', () => {
  expect(ALL.map(({ path }) => path).toSorted()).toEqual([...Object.keys(REMOTE), ...Object.keys(LOCAL), 'completion'].toSorted());
  for (const { path, command } of ALL) {
    let help = '';
    command.configureOutput({ writeOut: (text) => (help += text) }).outputHelp();
    expect([path, command.description()]).toEqual([path, expect.stringMatching(/^[a-z].{8,}/)]);
    expect([path, help]).toEqual([path, expect.stringContaining('--json')]);
    expect([path, help]).toEqual([path, expect.stringMatching(new RegExp(`Example:\\n {2}.*armature ${path}`))]);
  }
});

describe.each(Object.entries(REMOTE))('%s', (path, { argv, answers: right = {}, ones = [] }) => {
  const whole = [...path.split(' '), ...argv];

  test('ends with 0 when it could do what was asked', async () => {
    answers = right;
    expect(await end(whole, instance())).toMatchObject({ code: 0, err: '' });
    const asJson = await end([...whole, '--json'], instance());
    expect([asJson.code, asJson.err]).toEqual([0, '']);
    expectOneDocument(asJson);
  });

  test('ends with 1 when the answer is no', async () => {
    for (const one of ones) {
      answers = one.answers;
      const asJson = await end([...whole, ...(one.more ?? []), '--json'], instance());
      expect(asJson.code).toBe(1);
      expectOneDocument(asJson);
    }
  });

  test('ends with 2 when it was called wrongly', async () => {
    answers = right;
    for (const { wrong, env } of [
      { wrong: [...whole, '--nonsense'], env: instance().env },
      { wrong: [...whole, '--url', 'nowhere'], env: instance().env },
      { wrong: whole, env: { HOME: '/nonexistent' } },
    ]) {
      expect(await end(wrong, { env })).toMatchObject({ code: 2, out: '', err: expect.stringMatching(/.{10,}/) });
      expectOneDocument(await end([...wrong, '--json'], { env }));
    }
  });

  test.each([
    [400, 'validation_failed', 2],
    [404, 'workflow_not_found', 2],
    [409, 'conflict', 2],
    [410, 'proposal_expired', 2],
    [401, 'unauthenticated', 3],
    [403, 'forbidden_role', 3],
    [429, 'rate_limited', 3],
    [500, 'internal_error', 3],
    [503, 'unavailable', 3],
  ])('answered %i %s ends with %i', async (status, code, exitCode) => {
    answers = { '*': problem(status, code) };
    const plain = await end(whole, instance());
    expect(plain).toMatchObject({ code: exitCode, out: '', err: expect.stringContaining(code) });
    const asJson = await end([...whole, '--json'], instance());
    expect(JSON.parse(asJson.out)).toMatchObject({ error: { code, details: { fieldErrors: [], warnings: [] } } });
    expectOneDocument(asJson);
  });

  test('ends with 3 when nobody answers, or somebody else does', async () => {
    const nobody = await end([...whole, '--json'], { env: { ARMATURE_URL: 'http://127.0.0.1:1', ARMATURE_API_KEY: 'k' } });
    expect([nobody.code, nobody.err]).toEqual([3, expect.stringContaining('Could not reach')]);
    expectOneDocument(nobody);
    answers = { '*': { status: 200, body: 'Welcome' } };
    expect(await end(whole, instance())).toMatchObject({ code: 3, out: '', err: expect.stringContaining('did not answer as an instance') });
  });
});

describe('run', () => {
  test.each(['error', 'cancelled'])('of a run that ended %s ends with 3', async (status) => {
    answers = { 'POST /workflows/wf_1/runs': STARTED, 'GET /runs/run_1': run(status) };
    expect((await end(['run', 'wf_1', '--wait'], instance())).code).toBe(3);
  });
});

describe.each(Object.entries(LOCAL))('%s', (path, { argv, ones = [] }) => {
  const whole = [...path.split(' '), ...argv];

  test('ends with 0, 1, 2 or 3 as it went', async () => {
    expect((await end(whole)).code).toBe(0);
    for (const one of ones) expect((await end(whole, { operator: { ...good, ...one } })).code).toBe(1);
    expect((await end([...whole, '--nonsense'])).code).toBe(2);
    expect((await end(whole, { operator: failing(invalidField('name', 'is taken')) })).code).toBe(2);
    expect((await end(whole, { operator: failing(new Error('the disk is full')) })).code).toBe(3);
    expect((await end(whole, { operator: failing(new AppError('internal_error', 'broken')) })).code).toBe(3);
  });

  test('with --json prints one document, also of a failure', async () => {
    // an instance says what it has to say when it is ready, which is beyond this test
    if (path !== 'up' && path !== 'serve') expectOneDocument(await end([...whole, '--json']));
    expectOneDocument(await end([...whole, '--json'], { operator: failing(new Error('the disk is full')) }));
  });
});

test('an address that nobody has is a mistake of the operator', async () => {
  const operator: Operator = { ...good, resetAccount: async () => failed('Nobody has this address.') };
  expect(await end(['accounts', 'reset', 'nobody@example.test'], { operator })).toMatchObject({ code: 2, err: 'Nobody has this address.' });
});

test('completion ends with 0 for shells it knows and 2 for others', async () => {
  expect((await end(['completion', 'bash'])).code).toBe(0);
  expectOneDocument(await end(['completion', 'bash', '--json']));
  expect((await end(['completion', 'tcsh'])).code).toBe(2);
});
