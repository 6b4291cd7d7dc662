// armature run: what it asks of an instance, how long it waits, and what its exit code says.
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { recordingTerminal } from '#test/recording-terminal';
import { problem, startStubInstance } from '#test/stub-instance';
import type { Asked, Reply } from '#test/stub-instance';
import { runCommand } from './run.ts';
import type { RunFlags } from './run.ts';

const stops: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop();
});

const RUN = {
  workflowId: 'wf_1',
  workflowName: 'Order',
  modelId: 'script/steps',
  testerKind: 'script',
  classification: null,
  error: null,
  startedAt: null,
  durationMs: 1,
  costUsd: 0,
  url: 'http://x/run_1',
};
const busy = problem(503, 'unavailable');
const is = (status: string): Reply => ({ status: 200, body: { status } });

/** Answers questions for each run with the next of `replies`, and then with the last one. */
async function instance(
  replies: readonly Reply[],
  more: { workflows?: readonly string[]; costUsd?: number | null; dispatch?: readonly Reply[] } = {},
) {
  const looks = new Map<string, number>();
  let dispatches = 0;
  const answer = ({ method, path }: Asked): Reply => {
    const [, id = ''] = /^\/(?:workflows|runs)\/([^/?]+)/.exec(path) ?? [];
    if (method === 'POST') {
      const told = more.dispatch?.[dispatches++];
      const url = `http://x/${id}`;
      return (
        told ?? {
          status: 202,
          body: { runs: [{ runId: `run_${id}`, modelId: 'script/steps', status: 'pending', deduplicated: false, url }] },
        }
      );
    }
    if (path.startsWith('/workflows?')) {
      const start = (Number(new URLSearchParams(path.split('?')[1]).get('page')) - 1) * 100;
      const rows = (more.workflows ?? []).slice(start, start + 100).map((one) => ({ id: one }));
      return { status: 200, body: { rows, total: more.workflows?.length ?? 0 } };
    }
    if (path.endsWith('/evaluation')) return { status: 200, body: { criteria: [] } };
    const look = looks.get(id) ?? 0;
    looks.set(id, look + 1);
    const reply = replies[Math.min(look, replies.length - 1)] ?? busy;
    if (reply.status !== 200) return reply;
    return { status: 200, body: { ...RUN, costUsd: more.costUsd === undefined ? 0 : more.costUsd, runId: id, ...(reply.body as object) } };
  };
  const stub = await startStubInstance(answer);
  stops.push(stub.stop);
  return { ...stub, looks: () => stub.asked.filter(({ path }) => /^\/runs\/[^/]+$/.test(path)).length };
}

const flagsOf = (url: string, flags: Partial<RunFlags> = {}): RunFlags => ({ url, apiKey: 'k', timeout: 60, ...flags });
const wait = (url: string, recording = recordingTerminal(), flags: Partial<RunFlags> = {}) =>
  runCommand(['wf_1'], flagsOf(url, { wait: true, ...flags }), recording.terminal);

describe('waiting', () => {
  test('outlives an instance that restarts or is busy', async () => {
    const { url } = await instance([
      is('pending'),
      busy,
      problem(429, 'rate_limited'),
      problem(500, 'internal_error'),
      is('running'),
      busy,
      is('pass'),
    ]);
    expect(await wait(url)).toBe(0);
  });

  test('gives up when the instance stays away, undecided', async () => {
    const { url, looks } = await instance([is('pending'), busy]);
    await expect(wait(url)).rejects.toMatchObject({ status: 503 });
    expect(looks()).toBe(11);
  });

  test('ends at once for a run that is gone', async () => {
    const { url, looks } = await instance([problem(404, 'run_not_found')]);
    await expect(wait(url)).rejects.toMatchObject({ status: 404 });
    expect(looks()).toBe(1);
  });

  test('asks less and less often, not longer than it may, and reports what it saw last', async () => {
    const { url } = await instance([is('running')]);
    const recording = recordingTerminal();
    expect(await wait(url, recording, { json: true })).toBe(3);
    const { pauses, terminal } = recording;
    expect([pauses[0], pauses.at(-1), Math.max(...pauses)]).toEqual([500, 3000, 3000]);
    expect(terminal.now()).toBeLessThan(64_000);
    expect(recording.err()).toContain('Not finished after 60 s; the runs go on.');
    expect(JSON.parse(recording.out())).toMatchObject({
      outcome: 'undecided',
      exitCode: 3,
      gaveUp: expect.stringContaining('60 s'),
      runs: [{ status: 'running' }],
    });
  });

  test('asks for a hundred runs no more than 300 times a minute', async () => {
    const workflows = Array.from({ length: 100 }, (_one, i) => `wf_${i}`);
    const { url, looks } = await instance([is('running')], { workflows });
    const recording = recordingTerminal();
    expect(await runCommand([], flagsOf(url, { all: true, wait: true, timeout: 120 }), recording.terminal)).toBe(3);
    expect(looks() / (recording.terminal.now() / 60_000)).toBeLessThan(400);
  });

  test('stops when it is asked to, undecided', async () => {
    const stop = new AbortController();
    const { url } = await instance([is('running')]);
    const recording = recordingTerminal({ signal: stop.signal, sleep: async () => stop.abort() });
    await expect(wait(url, recording)).rejects.toMatchObject({ exitCode: 3, message: 'Stopped waiting; the runs go on.' });
  });

  test('says how far it is to a person, and nothing to a log', async () => {
    const { url } = await instance([is('pending'), is('running'), is('pass')]);
    const person = recordingTerminal({ showsProgress: true });
    await wait(url, person);
    expect(
      person
        .err()
        .split('\n')
        .map((line) => line.split(' ')[0]),
    ).toEqual(['pending', 'running', 'pass']);
    const log = recordingTerminal();
    await wait((await instance([is('running'), is('pass')])).url, log);
    expect(log.err()).toBe('');
  });
});

describe('which workflows', () => {
  test('all active ones of some categories, page by page', async () => {
    const workflows = Array.from({ length: 103 }, (_one, i) => `wf_${i}`);
    const { url, asked } = await instance([is('pass')], { workflows });
    expect(
      await runCommand([], flagsOf(url, { all: true, category: ['a', 'b'], environment: 'all', wait: true }), recordingTerminal().terminal),
    ).toBe(0);
    expect(asked[0]?.path).toBe('/workflows?category=a%2Cb&environment=all&page=1&pageSize=100');
    expect(asked.filter(({ method }) => method === 'POST').map(({ path }) => path)).toEqual(workflows.map((id) => `/workflows/${id}/runs`));
  });

  test('a list that is empty proves nothing', async () => {
    const { url } = await instance([is('pass')]);
    await expect(runCommand([], flagsOf(url, { all: true, wait: true }), recordingTerminal().terminal)).rejects.toMatchObject({
      exitCode: 2,
    });
  });

  test.each<[readonly string[], Partial<RunFlags>, string]>([
    [[], {}, 'Name a workflow'],
    [['wf_1'], { all: true }, 'one of the two'],
    [['wf_1'], { category: ['a'] }, 'for --all only'],
    [['wf_1', 'wf_2'], { proposal: 'prop_1' }, 'one workflow'],
    [[], { all: true, proposal: 'prop_1' }, 'one workflow'],
  ])('%j with %j is a usage error', async (named, flags, message) => {
    await expect(runCommand(named, flagsOf('http://127.0.0.1:1', flags), recordingTerminal().terminal)).rejects.toMatchObject({
      exitCode: 2,
      message: expect.stringContaining(message),
    });
  });
});

describe('dispatch', () => {
  test('sends what was asked for and nothing else', async () => {
    const { url, asked } = await instance([is('pass')]);
    const flags = { model: ['m/1'], proposal: 'prop_1', reason: 'CI', idempotencyKey: 'abc', force: true };
    await runCommand(['wf_1'], flagsOf(url, flags), recordingTerminal().terminal);
    await runCommand(['wf_1'], flagsOf(url), recordingTerminal().terminal);
    expect(asked.map(({ body }) => body)).toEqual([
      { modelIds: ['m/1'], proposalId: 'prop_1', reason: 'CI', idempotencyKey: 'abc', forceNewRun: true },
      {},
    ]);
    expect(asked[0]?.authorization).toBe('Bearer k');
  });

  test('is asked again after a failure only with an idempotency key, which starts nothing twice', async () => {
    const { url, asked } = await instance([is('pass')], { dispatch: [busy, busy] });
    expect(await wait(url, recordingTerminal(), { idempotencyKey: 'abc' })).toBe(0);
    expect(asked.filter(({ method }) => method === 'POST')).toHaveLength(3);
    const other = await instance([is('pass')], { dispatch: [busy] });
    await expect(wait(other.url)).rejects.toMatchObject({ status: 503 });
  });

  test('that stops in the middle says what goes on', async () => {
    const first: Reply = {
      status: 202,
      body: { runs: [{ runId: 'run_1', modelId: 'm', status: 'pending', deduplicated: false, url: 'x' }] },
    };
    const { url } = await instance([is('pass')], { dispatch: [first, problem(409, 'conflict')] });
    const recording = recordingTerminal();
    await expect(runCommand(['wf_1', 'wf_2'], flagsOf(url, { wait: true }), recording.terminal)).rejects.toMatchObject({ status: 409 });
    expect(recording.err()).toContain('Stopped at wf_2; 1 runs of the workflows before it were started and go on.');
  });
});

describe('reports', () => {
  test('a budget that was overspent does not pass, and JUnit and summary are written all the same', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'armature-run-'));
    try {
      const { url } = await instance([is('pass')], { costUsd: 0.7 });
      const [junit, summary] = [join(folder, 'a.xml'), join(folder, 'summary.md')];
      await writeFile(summary, 'of a step before\n');
      const recording = recordingTerminal();
      expect(await wait(url, recording, { maxCost: 0.5, junit, summary })).toBe(1);
      expect(recording.err()).toBe('The runs cost $0.7000, over the budget of $0.5000.');
      expect(await readFile(junit, 'utf8')).toContain('<testsuite name="Order (script/steps)"');
      expect(await readFile(summary, 'utf8')).toMatch(/^of a step before\n### Armature: failed\n/);
      expect(await wait(url, recordingTerminal(), { maxCost: 0.8 })).toBe(0);
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  test('that cannot be written leave the outcome undecided', async () => {
    const { url } = await instance([is('pass')]);
    await expect(wait(url, recordingTerminal(), { junit: '/nonexistent/folder/a.xml' })).rejects.toMatchObject({ exitCode: 3 });
  });

  test('words of strangers do not move the cursor', async () => {
    const { url } = await instance([
      { status: 200, body: { status: 'error', workflowName: 'a\u001b[2Jb', error: { kind: 'x', message: 'c\r\nPASS' } } },
    ]);
    const recording = recordingTerminal();
    expect(await wait(url, recording)).toBe(3);
    expect(recording.out()).not.toMatch(/[\u001b\r]|\nPASS/);
  });
});

test('a page that is no instance is undecided, never a pass', async () => {
  const stub = await startStubInstance(() => ({ status: 200, body: '<html>Welcome</html>' }));
  stops.push(stub.stop);
  await expect(wait(stub.url)).rejects.toMatchObject({ exitCode: 3, message: expect.stringContaining('did not answer as an instance') });
});
