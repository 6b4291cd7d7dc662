// Runs against a program that is started for them: the whole way, its stderr as a file of the run, and how its failures end a run.
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createServer, updateServer } from '#modules/servers';
import { createWorkflow } from '#modules/workflows';
import { systemClock } from '#platform/clock';
import type { Ctx, Deps } from '#platform/ctx';
import { silentLog } from '#platform/log';
import { createMcpDoor } from '#platform/mcp/door';
import { markedPids } from '#platform/process/kill-marked';
import { createProgramHost } from '#platform/process/program-host';
import { makeRunWorld } from '#test/run-world';
import type { RunWorld } from '#test/run-world';
import { executeRun, getRun, getTrace, listArtifacts, listToolCalls, startRuns } from './index.ts';
import type { Run } from './index.ts';
import { stderrArtifact } from './stderr-artifact.ts';

const FIXTURE = join(import.meta.dirname, '../../../test/mcp-fixtures/stdio-server.mjs');
const EVERYTHING = join(
  import.meta.dirname,
  '../../../test/peers/everything/node_modules/@modelcontextprotocol/server-everything/dist/index.js',
);
const TOKEN = 'tok-6c0d3fa8e1b2-not-for-you';
const go = new AbortController().signal;

let world: RunWorld;
let deps: Deps;
const programs = createProgramHost({ log: silentLog });
beforeAll(async () => {
  world = await makeRunWorld();
  deps = {
    ...world.deps,
    mcp: createMcpDoor({ fetch: world.deps.fetch, clock: systemClock, log: silentLog, programs }),
    settings: { ...world.deps.settings, allowStdio: true },
  };
});
afterAll(async () => {
  await programs.close();
  await world.close();
});

interface Hosted {
  readonly ben: Ctx;
  readonly vera: Ctx;
  readonly serverId: string;
  run(testerPrompt: string): Promise<Run>;
  /** The same, where hosted programs are switched off by now. */
  runSwitchedOff(testerPrompt: string): Promise<Run>;
}

async function hostedShop(args: readonly string[], skipProbe = false): Promise<Hosted> {
  const shop = await world.newShop();
  const ben: Ctx = { ...shop.ben, deps };
  const { id: serverId } = await createServer(ben, {
    name: 'Program',
    transportType: 'stdio_hosted',
    connectionConfig: { command: process.execPath, args, env: { API_TOKEN: TOKEN } },
    skipProbe,
  });
  const runWith = async (doors: Deps, testerPrompt: string): Promise<Run> => {
    const { id } = await createWorkflow(ben, {
      name: `Task ${Math.random()}`,
      mcpServerId: serverId,
      testerModelId: 'script/steps',
      testerPrompt,
      criteria: [{ kind: 'check', check: { kind: 'no_tool_errors' } }],
    });
    const { runId } = await startRuns(ben, { workflowId: id });
    await executeRun(doors, runId, go);
    if ((await getRun(ben, { runId })).status === 'pending') {
      // What may be the world's fault is tried once more.
      world.clock.advance(10_000);
      await executeRun(doors, runId, go);
    }
    return getRun(ben, { runId });
  };
  return {
    ben,
    vera: shop.vera,
    serverId,
    run: (prompt) => runWith(deps, prompt),
    runSwitchedOff: (prompt) => runWith({ ...deps, mcp: world.deps.mcp, settings: { ...deps.settings, allowStdio: false } }, prompt),
  };
}

test('a real server over stdio is tested by the step script, and nothing of it remains', async () => {
  const shop = await hostedShop([EVERYTHING, 'stdio']);
  const run = await shop.run('1. call echo with {"message": "hello"}\nanswer It said ${1.text}.');
  expect(run).toMatchObject({ status: 'pass', finalAnswer: expect.stringContaining('hello') });
  expect(await listToolCalls(shop.vera, { runId: run.runId })).toMatchObject([{ tool: 'echo', isError: false }]);
  expect(markedPids(programs.mark)).toEqual([]);
});

test('stderr is a file of the run, without the secrets it holds', async () => {
  const shop = await hostedShop([FIXTURE, 'prints_secrets']);
  const run = await shop.run('1. call leak\nanswer done');
  expect(run.status).toBe('pass');
  const stderr = (await listArtifacts(shop.vera, { runId: run.runId })).find(({ kind }) => kind === 'stderr');
  expect(stderr).toMatchObject({ name: 'stderr.txt', mimeType: 'text/plain', text: 'token [redacted:stored_secret]\nready\n' });
  const trace = JSON.stringify(await getTrace(shop.vera, { runId: run.runId }));
  expect(trace).toContain('the token is [redacted:stored_secret]');
  expect(trace).not.toContain(TOKEN);
});

test('only the last 64 KiB of stderr are kept', async () => {
  const shop = await hostedShop([FIXTURE, 'long_stderr']);
  const run = await shop.run('1. call echo\nanswer done');
  const stderr = (await listArtifacts(shop.vera, { runId: run.runId })).find(({ kind }) => kind === 'stderr');
  expect(stderr?.bytes).toBe(64 * 1024);
  expect(stderr?.text).toMatch(/the end \[redacted:stored_secret\]\n$/);
});

test('a program that does not start ends the run as an error of the server, with its stderr', async () => {
  const shop = await hostedShop(['-e', 'console.error("no licence found"); process.exit(4)'], true);
  const run = await shop.run('1. call echo\nanswer done');
  expect(run).toMatchObject({ status: 'error', error: { kind: 'transport', message: expect.stringContaining('exit code 4') } });
  const artifacts = await listArtifacts(shop.vera, { runId: run.runId });
  expect(artifacts.filter(({ kind }) => kind === 'stderr')).toMatchObject([
    { name: 'stderr.txt', text: 'no licence found\n' },
    { name: 'stderr-attempt-2.txt', text: 'no licence found\n' },
  ]);
  expect(run.classification).toBe('server');
});

test('a program that dies in a call ends the run with its exit code', async () => {
  const shop = await hostedShop([FIXTURE, 'good']);
  const run = await shop.run('1. call die\nanswer done');
  expect(run).toMatchObject({ status: 'error', error: { kind: 'transport', message: expect.stringContaining('exit code 9') } });
  expect(markedPids(programs.mark)).toEqual([]);
});

test('each run has a process of its own', async () => {
  const shop = await hostedShop([FIXTURE, 'good']);
  const homes = new Set<string>();
  for (const _ of [1, 2]) {
    const run = await shop.run('1. call where\nanswer ${1.home}');
    homes.add(run.finalAnswer ?? '');
  }
  expect(homes.size).toBe(2);
});

test('a run whose server may not be started any more ends as an error that says so', async () => {
  const shop = await hostedShop([FIXTURE, 'good']);
  const run = await shop.runSwitchedOff('1. call echo\nanswer done');
  expect(run).toMatchObject({ status: 'error', error: { message: expect.stringContaining('ALLOW_STDIO') } });
  await updateServer(shop.ben, { serverId: shop.serverId, name: 'Again' });
});

test('a file of stderr is cut at its front, between characters', () => {
  const { text, bytes, name } = stderrArtifact(`${'é'.repeat(40_000)}end`, 2);
  expect(text?.endsWith('end')).toBe(true);
  expect(text?.startsWith('é')).toBe(true);
  expect(bytes).toBeLessThanOrEqual(64 * 1024);
  expect(name).toBe('stderr-attempt-2.txt');
});
