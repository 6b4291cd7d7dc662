// Workers that die or freeze in the middle of their runs, as real processes: nothing is lost, and nothing runs twice at once.
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { getEvaluation, getRun, getTrace, startRuns } from '#modules/runs';
import type { Run } from '#modules/runs';
import { createServer } from '#modules/servers';
import { createWorkflow } from '#modules/workflows';
import type { Ctx } from '#platform/ctx';
import { makeWorld } from '#test/harness';
import type { World } from '#test/harness';
import { startScriptedServer } from '#test/mcp-fixtures/scripted-server';
import { killAll, startProgram } from '#test/program';
import type { Program } from '#test/program';

let world: World;
let dataDir: string;
let mcp: HoldingServer;
const workers: Program[] = [];
const masterKey = randomBytes(32).toString('base64');

beforeAll(async () => {
  world = await makeWorld();
  dataDir = mkdtempSync(join(tmpdir(), 'armature-faults-'));
});
beforeEach(async () => {
  mcp = await startHoldingServer();
});
afterEach(async () => {
  await mcp.close();
  await killAll(workers.splice(0));
});
afterAll(async () => {
  await world.close();
  rmSync(dataDir, { recursive: true, force: true });
});

/** Resolves when it takes jobs. */
async function startWorker(): Promise<Program> {
  const worker = startProgram({
    args: ['serve', '--roles=worker'],
    env: {
      DATABASE_URL: world.databaseUrl,
      ARMATURE_SECRET_KEY: masterKey,
      ARMATURE_DATA_DIR: dataDir,
      ALLOWED_PRIVATE_HOSTS: '127.0.0.1',
      LOG_LEVEL: 'warn',
    },
  });
  workers.push(worker);
  await worker.prints(' is ready as a worker');
  return worker;
}

interface Shop {
  readonly ben: Ctx;
  /** Dispatches runs of a workflow that calls `tool` once. */
  dispatch(tool: 'hold' | 'pass', options?: { readonly maxAttempts?: number; readonly count?: number }): Promise<string[]>;
}

async function newShop(): Promise<Shop> {
  const { ben } = await world.newOrg();
  const { id: mcpServerId } = await createServer(ben, { name: 'Shop', baseUrl: mcp.url });
  return {
    ben,
    dispatch: async (tool, { maxAttempts = 2, count = 1 } = {}) => {
      const { id: workflowId } = await createWorkflow(ben, {
        name: `${tool} ${maxAttempts}`,
        mcpServerId,
        testerPrompt: `1. call ${tool}\nanswer done`,
        testerModelId: 'script/steps',
        criteria: [{ kind: 'check', check: { kind: 'tool_called', tool } }],
        retryPolicy: { maxAttempts, retryOn: ['error'], backoffSeconds: 0 },
      });
      const runIds: string[] = [];
      for (let i = 0; i < count; i += 1) runIds.push((await startRuns(ben, { workflowId, forceNewRun: true })).runId);
      return runIds;
    },
  };
}

/** The time of a lease passes; the worker that holds it is told nothing. */
const letLeaseLapse = (runId: string) =>
  world.deps.db
    .updateTable('runs')
    .set({ lease_until: sql<Date>`now() - interval '1 second'` })
    .where('id', '=', runId)
    .execute();

const fenceOf = async (runId: string): Promise<number> =>
  (await world.deps.db.selectFrom('runs').select('fence').where('id', '=', runId).executeTakeFirstOrThrow()).fence;

async function ended(ctx: Ctx, runIds: readonly string[]): Promise<Run[]> {
  const read = () => Promise.all(runIds.map((runId) => getRun(ctx, { runId })));
  await expect.poll(async () => (await read()).filter(({ endedAt }) => endedAt === null), { timeout: 25_000, interval: 100 }).toEqual([]);
  return read();
}

const typesOf = async (ctx: Ctx, runId: string, attempt: number) =>
  (await getTrace(ctx, { runId, attempt })).events.map(({ type }) => type as string);

test('a worker killed with -9 in the middle of its runs: each is retried or ended by its policy, none is lost, none runs twice', async () => {
  const shop = await newShop();
  const victim = await startWorker();
  const [retried = '', ...others] = await shop.dispatch('hold', { count: 3 });
  const [last = ''] = await shop.dispatch('hold', { maxAttempts: 1 });
  await mcp.holding(4);
  // Two more wait: the server's four places are taken.
  const waiting = await shop.dispatch('pass', { count: 2 });
  victim.send('SIGKILL');
  expect(await victim.ended).toEqual({ code: null, signal: 'SIGKILL' });
  const all = [retried, ...others, last, ...waiting];

  // A second worker may not touch them while their leases hold, though it works: a run on another server goes through it.
  await startWorker();
  const elsewhere = await newShop();
  await ended(elsewhere.ben, await elsewhere.dispatch('pass'));
  for (const runId of [retried, ...others, last]) {
    expect(await getRun(shop.ben, { runId })).toMatchObject({ status: 'running', attempts: [{ attempt: 1, status: 'running' }] });
    expect(await fenceOf(runId)).toBe(1);
  }

  for (const runId of [retried, ...others, last]) await letLeaseLapse(runId);
  // A third one, so that two look for lapsed runs at the same time.
  await startWorker();
  await mcp.holding(3);
  mcp.release();
  const runs = await ended(shop.ben, all);
  expect(runs.map(({ status }) => status)).toEqual(['pass', 'pass', 'pass', 'error', 'pass', 'pass']);
  const [first, , , failed] = runs;
  expect(first?.attempts).toMatchObject([
    { attempt: 1, status: 'error', error: { kind: 'internal', message: 'the worker of this run stopped answering' } },
    { attempt: 2, status: 'pass', error: null },
  ]);
  expect(failed).toMatchObject({ error: { kind: 'internal' }, classification: 'platform', attempts: [{ attempt: 1, status: 'error' }] });
  // Claimed, taken away, claimed again; and the one that ended was never claimed again.
  expect(await fenceOf(retried)).toBe(3);
  expect(await fenceOf(last)).toBe(2);

  // What the dead worker had stored is kept, and every run has one end in its trace and one in the news.
  expect(await typesOf(shop.ben, retried, 1)).toEqual(expect.arrayContaining(['run_started', 'mcp_connected', 'tool_call', 'error']));
  expect((await typesOf(shop.ben, retried, 1)).includes('run_finished')).toBe(false);
  for (const run of runs) {
    const types = await typesOf(shop.ben, run.runId, run.attempts.length);
    expect(types.filter((type) => type === 'run_finished')).toHaveLength(1);
    expect(types.at(-1)).toBe('run_finished');
  }
  expect((await getEvaluation(shop.ben, { runId: retried })).criteria).toMatchObject([{ verdict: 'pass', judgedBy: 'rule' }]);
  expect(mcp.mostAtOnce(retried)).toBe(1);
  expect(all.map((runId) => mcp.callsOf(runId))).toEqual([2, 2, 2, 1, 1, 1]);
  expect(all.every((runId) => mcp.mostAtOnce(runId) === 1)).toBe(true);
});

test('a worker that was frozen and wakes after its run was given away writes nothing more', async () => {
  const shop = await newShop();
  const frozen = await startWorker();
  const [runId = ''] = await shop.dispatch('hold');
  await mcp.holding(1);
  frozen.send('SIGSTOP');
  await letLeaseLapse(runId);
  await startWorker();
  await mcp.holding(2);
  mcp.release();
  const [run] = await ended(shop.ben, [runId]);
  expect(run).toMatchObject({ status: 'pass', attempts: [{ status: 'error', error: { kind: 'internal' } }, { status: 'pass' }] });
  const stored = async () => [
    await getRun(shop.ben, { runId }),
    await getTrace(shop.ben, { runId, attempt: 1 }),
    await getTrace(shop.ben, { runId, attempt: 2 }),
    await getEvaluation(shop.ben, { runId }),
  ];
  const before = await stored();
  frozen.send('SIGCONT');
  await frozen.prints('the lease of a run was lost');
  expect(await stored()).toEqual(before);
  expect(await fenceOf(runId)).toBe(3);
  // It is a worker like any other again.
  const later = await ended(shop.ben, await shop.dispatch('pass', { count: 4 }));
  expect(later.map(({ status }) => status)).toEqual(['pass', 'pass', 'pass', 'pass']);
});

interface HoldingServer {
  readonly url: string;
  /** Resolves when `count` calls of `hold` stand open. */
  holding(count: number): Promise<void>;
  /** Answers the open calls of `hold`, and all later ones at once. */
  release(): void;
  callsOf(runId: string): number;
  /** The most calls that one run had open at the same time. A call whose worker hung up is over. */
  mostAtOnce(runId: string): number;
  close(): Promise<void>;
}

async function startHoldingServer(): Promise<HoldingServer> {
  const open = new Set<{ readonly run: string; readonly answer: () => void }>();
  const calls = new Map<string, { total: number; open: number; most: number }>();
  const opened = new EventTarget();
  let isHolding = true;
  const note = (run: string, response: ServerResponse) => {
    const entry = calls.get(run) ?? { total: 0, open: 0, most: 0 };
    calls.set(run, entry);
    entry.total += 1;
    entry.open += 1;
    entry.most = Math.max(entry.most, entry.open);
    response.once('close', () => (entry.open -= 1));
  };
  const held = (run: string, response: ServerResponse): Promise<void> =>
    new Promise((resolve) => {
      const call = { run, answer: resolve };
      open.add(call);
      response.once('close', () => open.delete(call));
      opened.dispatchEvent(new Event('call'));
    });
  const server = await startScriptedServer({
    era: 'legacy',
    answer: {
      'tools/list': () => ({ tools: ['hold', 'pass'].map((name) => ({ name, inputSchema: { type: 'object' } })) }),
      'tools/call': async ({ message, headers }, response) => {
        const run = `run_${String(headers['x-armature-workflow-run-id'])}`;
        note(run, response);
        if (message.params?.['name'] === 'hold' && isHolding) await held(run, response);
        return { content: [{ type: 'text', text: 'done' }] };
      },
    },
  });
  return {
    url: server.url,
    holding: async (count) => {
      // bounded by the test's own time
      while (open.size < count) await new Promise((resolve) => opened.addEventListener('call', resolve, { once: true }));
    },
    release: () => {
      isHolding = false;
      for (const { answer } of open) answer();
    },
    callsOf: (runId) => calls.get(runId)?.total ?? 0,
    mostAtOnce: (runId) => calls.get(runId)?.most ?? 0,
    close: () => server.close(),
  };
}
