import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import type { Terminal } from '../terminal.ts';
import { exitCodeOf, runCommand } from './run.ts';

test.each([
  [['pass', 'pass'], 0],
  [['pass', 'fail'], 1],
  [['partial'], 1],
  [['fail', 'error'], 3],
  [['pass', 'running'], 3],
  [[], 3],
])('runs that ended %j give exit code %i', (statuses, code) => {
  expect(exitCodeOf(statuses)).toBe(code);
});

const stops: (() => void)[] = [];
afterEach(() => {
  for (const stop of stops.splice(0)) stop();
});

interface Reply {
  readonly status: number;
  readonly body?: unknown;
}

const RUN = {
  runId: 'run_1',
  workflowName: 'Order',
  modelId: 'script/steps',
  testerKind: 'script',
  classification: null,
  error: null,
  startedAt: null,
  durationMs: 1,
  url: 'http://x/run_1',
};
const busy: Reply = { status: 503, body: { error: { code: 'unavailable', message: 'restarting' } } };
const is = (status: string): Reply => ({ status: 200, body: { ...RUN, status } });

/** An instance that answers questions for the run with `replies`, the last one for ever. */
async function instance(replies: readonly Reply[]) {
  let asked = 0;
  const server = createServer((request, response) => {
    const reply = (): Reply => {
      if (request.method === 'POST')
        return { status: 202, body: { runs: [{ runId: 'run_1', modelId: 'script/steps', deduplicated: false, url: RUN.url }] } };
      if (request.url?.endsWith('/evaluation') === true) return { status: 200, body: { criteria: [] } };
      return replies[Math.min(asked++, replies.length - 1)] ?? busy;
    };
    const { status, body } = reply();
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body ?? {}));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  stops.push(() => server.close());
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked: () => asked };
}

/** Its time passes only while it sleeps. */
function terminalOf() {
  const pauses: number[] = [];
  const terminal: Terminal = {
    out: () => undefined,
    err: () => undefined,
    isInteractive: false,
    env: { HOME: '/nonexistent' },
    signal: new AbortController().signal,
    now: () => pauses.reduce((sum, ms) => sum + ms, 0),
    sleep: (ms) => {
      pauses.push(ms);
      return Promise.resolve();
    },
  };
  return { terminal, pauses };
}

const wait = (url: string, terminal: Terminal) => runCommand('wf_1', { url, apiKey: 'k', wait: true, timeout: 60 }, terminal);

test('waiting outlives an instance that restarts or is busy', async () => {
  const { url } = await instance([is('pending'), busy, { status: 429 }, { status: 500 }, is('running'), busy, is('pass')]);
  expect(await wait(url, terminalOf().terminal)).toBe(0);
});

test('waiting gives up when the instance stays away, undecided', async () => {
  const { url, asked } = await instance([is('pending'), busy]);
  await expect(wait(url, terminalOf().terminal)).rejects.toMatchObject({ status: 503 });
  expect(asked()).toBe(11);
});

test('a run that is gone ends the wait at once', async () => {
  const { url, asked } = await instance([{ status: 404, body: { error: { code: 'run_not_found', message: 'No such run.' } } }]);
  await expect(wait(url, terminalOf().terminal)).rejects.toMatchObject({ code: 'run_not_found' });
  expect(asked()).toBe(1);
});

test('asks less and less often, and not longer than it may', async () => {
  const { url } = await instance([is('running')]);
  const { terminal, pauses } = terminalOf();
  await expect(wait(url, terminal)).rejects.toMatchObject({ exitCode: 3, message: expect.stringContaining('Not finished after 60 s') });
  expect([pauses[0], pauses.at(-1), Math.max(...pauses)]).toEqual([500, 3000, 3000]);
  expect(terminal.now()).toBeLessThan(64_000);
});
