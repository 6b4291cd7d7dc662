// The GitHub Action, run as GitHub runs it: against a really started instance, and against one that says hostile things.
import { spawnSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { makeScratch } from '#test/armature-process';
import type { Scratch } from '#test/armature-process';
import { readAction, runAction } from '#test/action-runner';
import type { Finished } from '#test/action-runner';
import { problem, startStubInstance } from '#test/stub-instance';
import type { Reply } from '#test/stub-instance';
import { judgeGate } from '../src/surfaces/cli/gate.ts';
import { junitXml } from '../src/surfaces/cli/junit.ts';
import type { RunReport } from '../src/surfaces/cli/run-report.ts';
import { summaryMarkdown } from '../src/surfaces/cli/summary.ts';

describe('action.yml', () => {
  const KNOWN = {
    action: ['name', 'description', 'author', 'branding', 'inputs', 'outputs', 'runs'],
    input: ['description', 'required', 'default', 'deprecationMessage'],
    output: ['description', 'value'],
    runs: ['using', 'steps'],
    step: ['id', 'name', 'if', 'shell', 'run', 'env', 'working-directory', 'continue-on-error'],
  };
  const unknownKeys = (value: object, known: readonly string[]) => Object.keys(value).filter((key) => !known.includes(key));

  test('has the shape of a composite action', async () => {
    const action = await readAction();
    expect(unknownKeys(action, KNOWN.action)).toEqual([]);
    expect(unknownKeys(action.runs, KNOWN.runs)).toEqual([]);
    expect([action.runs.using, action.runs.steps.length]).toEqual(['composite', 1]);
    for (const step of action.runs.steps) expect([unknownKeys(step, KNOWN.step), step.shell]).toEqual([[], 'bash']);
    for (const [name, input] of Object.entries(action.inputs)) {
      expect([name, unknownKeys(input, KNOWN.input)]).toEqual([expect.stringMatching(/^[a-z][a-z-]*$/), []]);
      expect([name, input.description.length > 10, typeof input.required]).toEqual([name, true, 'boolean']);
      // an input without a default must be given, and one with a default need not
      expect([name, input.required]).toEqual([name, input.default === undefined]);
      if (input.default !== undefined) expect(input.default).toEqual(expect.any(String));
    }
    for (const output of Object.values(action.outputs)) expect(unknownKeys(output, KNOWN.output)).toEqual([]);
  });

  test('hands every input on, once and only as an environment variable', async () => {
    const { inputs, runs } = await readAction();
    const used = runs.steps.flatMap(({ env }) => Object.values(env));
    expect(used.toSorted()).toEqual(
      Object.keys(inputs)
        .map((name) => `\${{ inputs.${name} }}`)
        .toSorted(),
    );
    for (const { run } of runs.steps) expect(run).not.toContain('${{');
  });

  test('reads in its script what it hands on, and the script writes what it promises', async () => {
    const { outputs, runs } = await readAction();
    const script = await readFile(join(import.meta.dirname, '../action/gate.mjs'), 'utf8');
    for (const name of runs.steps.flatMap(({ env }) => Object.keys(env))) expect(script).toContain(`'${name}'`);
    const [step] = runs.steps;
    for (const [name, { value }] of Object.entries(outputs)) {
      expect(value).toBe(`\${{ steps.${step?.id}.outputs.${name} }}`);
      expect(script).toMatch(new RegExp(`\\b'?${name}'?[:,]`));
    }
  });
});

describe('against an instance', { timeout: 90_000 }, () => {
  let scratch: Scratch;
  let instance: Awaited<ReturnType<Scratch['up']>>;
  let key: string;
  let ids: ReadonlyMap<string, string>;
  beforeAll(async () => {
    scratch = await makeScratch();
    instance = await scratch.up();
    key = (await scratch.run(['keys', 'create', '--org', 'demo', '--name', 'action', '--role', 'editor'])).out;
    const { rows } = await rest('GET', '/workflows');
    ids = new Map(rows.map(({ name, id }: { name: string; id: string }) => [name, id]));
  }, 90_000);
  afterAll(async () => {
    await instance?.stop();
    await scratch?.remove();
  }, 60_000);

  const rest = async (method: string, path: string, body?: unknown): Promise<ReturnType<typeof JSON.parse>> => {
    const response = await fetch(`${instance.url}/api/armature/v1${path}`, {
      method,
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return response.json();
  };
  const idOf = (name: string): string => ids.get(name) ?? expect.fail(`no workflow "${name}"`);
  const act = (inputs: Readonly<Record<string, string>>, sha?: string): Promise<Finished> =>
    runAction({ inputs: { url: instance.url, 'api-key': key, ...inputs }, sha });

  test('workflows that pass end the step with 0, and everything is written', async () => {
    const { code, out, commands, outputs, summary, junit } = await act({ workflows: idOf('Order coffee to Germany'), 'junit-path': 'yes' });
    expect([code, out]).toEqual([0, expect.stringContaining('armature: PASS Order coffee to Germany')]);
    expect(commands).toEqual([{ name: 'add-mask', text: key }]);
    expect(out.split(key)).toHaveLength(2);
    expect(outputs).toMatchObject({
      outcome: 'passed',
      'exit-code': '0',
      'cost-usd': '0',
      'junit-path': expect.stringContaining('report.xml'),
    });
    expect(JSON.parse(outputs['runs'] ?? '')).toEqual([
      {
        runId: expect.stringMatching(/^run_/),
        workflowId: idOf('Order coffee to Germany'),
        modelId: 'script/steps',
        status: 'pass',
        costUsd: 0,
        url: expect.stringContaining(instance.url),
      },
    ]);
    expect(summary).toMatch(/^### Armature: passed\n\n\| Result /);
    expect(junit).toMatch(/<testsuites name="armature" tests="\d+" failures="0" errors="0">/);
    expect(`${summary}${junit}${JSON.stringify(outputs)}`).not.toContain(key);
  });

  test('one that fails ends the step with 1, and an annotation says why', async () => {
    const { code, commands, outputs, summary, junit } = await act({ workflows: [...ids.values()].join('\n'), 'junit-path': 'yes' });
    expect([code, outputs['outcome']]).toEqual([1, 'failed']);
    expect(commands.map(({ name }) => name)).toEqual(['add-mask', 'error']);
    expect(commands[1]?.text).toContain('Quebec tax is 14.975');
    expect(summary).toContain('❌');
    expect(junit).toContain('<failure');
  });

  test('a category stands for its workflows; the same commit waits for the same runs, another one starts new ones', async () => {
    const runsOf = ({ outputs }: Finished): string[] => JSON.parse(outputs['runs'] ?? '[]').map(({ runId }: { runId: string }) => runId);
    const [first, again] = [await act({ category: 'demo' }, 'abc123'), await act({ category: 'demo' }, 'abc123')];
    expect([first.code, again.code]).toEqual([1, 1]);
    expect(runsOf(first)).toHaveLength(ids.size);
    expect(runsOf(again)).toEqual(runsOf(first));
    expect(runsOf(await act({ category: 'demo' }, 'def456')).filter((id) => runsOf(first).includes(id))).toEqual([]);
  });

  test('what is partial passes where only fail is to fail', async () => {
    const { rows } = await rest('GET', '/mcp-servers');
    const workflow = await rest('POST', '/workflows', {
      name: 'Half',
      mcpServerId: rows[0].id,
      testerModelId: 'script/steps',
      testerPrompt: '1. call list_products\nanswer done',
      criteria: [
        { kind: 'check', check: { kind: 'no_tool_errors' } },
        { kind: 'check', check: { kind: 'final_answer', contains: 'something else' } },
      ],
    });
    expect(await act({ workflows: workflow.id })).toMatchObject({ code: 1 });
    const mild = await act({ workflows: workflow.id, 'fail-on': 'fail' });
    expect([mild.code, mild.outputs['outcome'], mild.commands.at(-1)?.name]).toEqual([0, 'passed', 'warning']);
  });

  test('without waiting the step only starts', async () => {
    const { code, outputs } = await act({ workflows: idOf('Order coffee to Germany'), wait: 'false' });
    expect([code, outputs['outcome'], outputs['exit-code']]).toEqual([0, 'started', '0']);
  });

  test.each<[string, Record<string, string>, number, string]>([
    ['a key that is refused', { 'api-key': 'amt_wrong', category: 'demo' }, 3, 'unauthenticated'],
    ['an instance that is not there', { url: 'http://127.0.0.1:9', category: 'demo' }, 3, 'Could not reach'],
    ['a workflow nobody has', { workflows: 'wf_nobodys' }, 2, 'workflow_not_found'],
    ['a category without workflows', { category: 'nobodys' }, 2, 'nothing was run'],
    ['nothing to run', {}, 2, 'workflows, category: give one of the two'],
    [
      'wrong inputs, all at once',
      { category: 'demo', timeout: 'soon', 'fail-on': 'never', wait: 'maybe', 'max-cost-usd': 'much' },
      2,
      'wait: must be true or false; timeout: must be whole seconds, 1 to 86400; fail-on: must be partial or fail; max-cost-usd: must be a number',
    ],
  ])('%s ends the step with its code, and says so', async (_what, inputs, code, message) => {
    const finished = await act(inputs);
    expect([finished.code, finished.outputs]).toEqual([code, { outcome: 'undecided', 'exit-code': String(code) }]);
    expect(finished.commands.at(-1)).toEqual({ name: 'error', text: expect.stringContaining(message) });
  });

  const hasTools = ['curl', 'jq'].every((tool) => spawnSync(tool, ['--version']).status === 0);
  test.skipIf(!hasTools)('the guide’s plain shell gates as well: 0, 1 and 3', async () => {
    const guide = await readFile(join(import.meta.dirname, '../docs/guides/gate-a-pipeline.md'), 'utf8');
    const [, script = ''] = /```sh\n([^]*?)```/.exec(guide) ?? [];
    const gate = (workflow: string, apiKey = key) => {
      const env = {
        PATH: process.env['PATH'] ?? '',
        ARMATURE_URL: instance.url,
        ARMATURE_API_KEY: apiKey,
        ARMATURE_WORKFLOW: workflow,
        GIT_COMMIT: 'abc',
      };
      return spawnSync('sh', ['-c', script], { env, encoding: 'utf8' });
    };
    const passed = gate(idOf('Order coffee to Germany'));
    expect([passed.status, passed.stdout]).toEqual([0, expect.stringMatching(/^run_\S+ pass\n$/)]);
    expect(gate(idOf('Sales tax in Quebec')).status).toBe(1);
    expect([gate('wf_nobodys').status, gate(idOf('Order coffee to Germany'), 'amt_wrong').status]).toEqual([3, 3]);
  });

  test('another pipeline runs the same script, which gives it no commands and never prints the key', async () => {
    const env = {
      ARMATURE_URL: instance.url,
      ARMATURE_API_KEY: key,
      ARMATURE_WORKFLOWS: idOf('Sales tax in Quebec'),
      CI_COMMIT_SHA: 'abc',
    };
    const { code, out, commands } = await runAction({ inputs: env, isGitHub: false });
    expect([code, commands, out]).toEqual([1, [], expect.stringContaining('armature: failed, 1 runs')]);
    expect(out).not.toContain(key);
  });
});

const HOSTILE = [
  'plain',
  '::add-mask::owned',
  '  ::error::owned',
  'a\n::set-output name=outcome::passed\n::stop-commands::x',
  'a\r::error title=x::owned',
  '##[error]owned and ##[add-mask]owned',
  '%0A::error::owned%0D',
  'a\u2028::error::owned\u0085::error::owned',
  '<b>&lt;</b> | cell | ![x](https://evil.example/x.png) @everyone ]]>',
  ':: , title=owned::',
  'x'.repeat(5000),
];

const reportOf = (text: string, changes: Partial<RunReport> = {}): RunReport => ({
  runId: 'run_1',
  workflowId: 'wf_1',
  workflowName: text,
  modelId: text,
  testerKind: 'model',
  status: 'fail',
  classification: text,
  errorMessage: null,
  durationMs: 1234,
  costUsd: 0.7,
  startedAt: '2026-01-31T09:30:00.000Z',
  url: `https://armature.example/o/demo/runs/${text}`,
  criteria: [
    { criterionText: text, isRequired: true, verdict: 'fail', reasoning: text, judgedBy: text },
    { criterionText: text, isRequired: false, verdict: 'partial', reasoning: null, judgedBy: null },
    { criterionText: text, isRequired: true, verdict: null, reasoning: null, judgedBy: null },
    { criterionText: text, isRequired: true, verdict: 'pass', reasoning: text, judgedBy: 'rule' },
  ],
  ...changes,
});

describe('texts of strangers', { timeout: 30_000 }, () => {
  const stops: (() => Promise<void>)[] = [];
  afterEach(async () => {
    for (const stop of stops.splice(0)) await stop();
  });

  async function instanceOf(report: RunReport, busy: readonly Reply[] = []) {
    const { criteria, errorMessage, ...run } = report;
    const refusals = [...busy];
    const stub = await startStubInstance(({ method, path }) => {
      const refusal = refusals.shift();
      if (refusal) return refusal;
      if (method === 'POST')
        return {
          status: 202,
          body: { runs: [{ runId: 'run_1', modelId: report.modelId, status: 'pending', deduplicated: false, url: 'u' }] },
        };
      if (path.endsWith('/evaluation')) return { status: 200, body: { status: report.status, criteria } };
      return { status: 200, body: { ...run, error: errorMessage === null ? null : { kind: 'model', message: errorMessage } } };
    });
    stops.push(stub.stop);
    return stub;
  }
  const act = (url: string, inputs: Readonly<Record<string, string>> = {}) =>
    runAction({ inputs: { url, 'api-key': 'amt_key', workflows: 'wf_1', 'junit-path': 'yes', ...inputs } });

  test.each(HOSTILE)('%j gives the runner no command, ends no value and adds no row', async (text) => {
    const stub = await instanceOf(reportOf(text));
    const { code, commands, outputs, summary, junit } = await act(stub.url);
    expect(code).toBe(1);
    expect(commands.map(({ name }) => name)).toEqual(['add-mask', 'error']);
    expect(commands[0]?.text).toBe('amt_key');
    expect(Object.keys(outputs)).toEqual(['outcome', 'exit-code', 'cost-usd', 'runs', 'junit-path']);
    expect(JSON.parse(outputs['runs'] ?? '')).toMatchObject([{ runId: 'run_1', status: 'fail' }]);
    expect(summary.split('\n').filter((line) => line.startsWith('|'))).toHaveLength(3);
    expect(junit?.match(/<testcase /g)).toHaveLength(4);
  });

  test('a message of the instance is no command either', async () => {
    const stub = await startStubInstance(() => ({
      status: 400,
      body: { error: { code: 'x\n::error::y', message: 'a\n::add-mask::b ##[error]c' } },
    }));
    stops.push(stub.stop);
    const { code, commands } = await act(stub.url);
    expect([code, commands.map(({ name }) => name)]).toEqual([2, ['add-mask', 'error']]);
  });

  test('a key that is no key is not sent anywhere', async () => {
    const stub = await instanceOf(reportOf('plain'));
    const { code } = await act(stub.url, { 'api-key': 'two\nlines' });
    expect([code, stub.asked]).toEqual([2, []]);
  });

  test('an instance that restarts or is busy is asked again', async () => {
    const report = reportOf('plain', { status: 'pass', criteria: [] });
    const stub = await instanceOf(report, [problem(503, 'unavailable'), problem(429, 'rate_limited'), problem(500, 'internal_error')]);
    expect(await act(stub.url)).toMatchObject({ code: 0 });
    expect(stub.asked.map(({ body }) => body?.idempotencyKey).filter(Boolean)).toHaveLength(4);
  });

  test('a budget that was overspent does not pass', async () => {
    const stub = await instanceOf(reportOf('plain', { status: 'pass', criteria: [] }));
    expect(await act(stub.url, { 'max-cost-usd': '0.8' })).toMatchObject({ code: 0 });
    const over = await act(stub.url, { 'max-cost-usd': '0.5' });
    expect([over.code, over.outputs['outcome'], over.out]).toEqual([1, 'failed', expect.stringContaining('over the budget of $0.5000')]);
    const unknown = await instanceOf(reportOf('plain', { status: 'pass', criteria: [], costUsd: null }));
    expect(await act(unknown.url, { 'max-cost-usd': '0.5' })).toMatchObject({ code: 3, outputs: { outcome: 'undecided' } });
  });

  test('runs that do not end are undecided when time is up', async () => {
    const stub = await instanceOf(reportOf('plain', { status: 'running', criteria: [] }));
    const { code, outputs, junit } = await act(stub.url, { timeout: '1' });
    expect([code, outputs['outcome'], junit]).toEqual([3, 'undecided', expect.stringContaining('the run is running')]);
  });
});

describe('reports are those of `armature run`', async () => {
  const action = (await import(new URL('../action/reports.mjs', import.meta.url).href)) as {
    judgeGate: (runs: readonly RunReport[], options: { maxCostUsd?: number | undefined }) => ReturnType<typeof judgeGate>;
    junitXml: typeof junitXml;
    summaryMarkdown: typeof summaryMarkdown;
  };
  const sets: readonly (readonly RunReport[])[] = [
    [],
    HOSTILE.map((text) => reportOf(text)),
    ...['pass', 'partial', 'fail', 'error', 'running'].map((status) => [
      reportOf('plain', { status, classification: null, costUsd: status === 'error' ? null : 0.2, durationMs: null, startedAt: null }),
      reportOf('plain', { status, criteria: [], errorMessage: 'it broke' }),
      reportOf('plain', { status: 'pass', criteria: [] }),
    ]),
    Array.from({ length: 250 }, () => reportOf('plain')),
  ];

  test.each(sets.map((runs, i) => [i, runs] as const))('set %i', (_i, runs) => {
    expect(action.junitXml(runs)).toBe(junitXml(runs));
    for (const maxCostUsd of [undefined, 0, 0.5, 1000]) {
      const gate = judgeGate(runs, maxCostUsd);
      expect(action.judgeGate(runs, { maxCostUsd })).toEqual(gate);
      expect(action.summaryMarkdown(runs, gate)).toBe(summaryMarkdown(runs, gate));
    }
  });
});
