// What a key costs: beside a route without one in the same application, under load beside bare Hono, and until it is gone everywhere.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { serve } from '@hono/node-server';
import { Hono } from 'hono';
import { createApiKey, revokeApiKey } from '#modules/access';
import type { Ctx } from '#platform/ctx';
import { killAll, startProgram } from '#test/program';
import { openBenchInstance } from './bench-instance.ts';
import type { BenchInstance } from './bench-instance.ts';
import { requestsPerSecond } from './load-process.ts';
import { median, timed } from './row.ts';
import type { Row } from './row.ts';
import { serveWeb } from './web-server.ts';

const ROUNDS = 1000;
const WARM_UP = 200;
const CONNECTIONS = 32;
const LOAD_MS = 3000;
const LOAD_ROUNDS = 3;
const REVOCATIONS = 20;
const ORG = '/api/armature/v1/org';

export async function measureAuthenticated(scope: AsyncDisposableStack): Promise<Row[]> {
  const instance = await openBenchInstance(scope);
  const origin = await serveWeb(scope, instance);
  return [
    ...(await measureCost(origin, instance.apiKey)),
    ...(await measureLoad(origin, { bare: await serveBare(scope), apiKey: instance.apiKey })),
    ...(await measureRevocation(instance, await startSecond(scope, instance))),
  ];
}

/** One after the other, in turn, so that whatever slows the machine slows both. */
async function measureCost(origin: string, apiKey: string): Promise<Row[]> {
  const [without, withKey]: number[][] = [[], []];
  for (let round = 0; round < WARM_UP + ROUNDS; round += 1) {
    const pair = [await timed(() => ask(`${origin}/healthz`)), await timed(() => ask(`${origin}${ORG}`, apiKey))] as const;
    if (round < WARM_UP) continue;
    without?.push(pair[0]);
    withKey?.push(pair[1]);
  }
  const [bare, keyed] = [median(without ?? []), median(withKey ?? [])];
  return [
    { what: 'GET /healthz, without a key', value: bare, unit: 'ms' },
    { what: 'GET /org with a key', value: keyed, unit: 'ms' },
    { what: 'what the key costs: the difference of the medians', value: keyed - bare, unit: 'ms', atMost: 2 },
  ];
}

async function measureLoad(origin: string, { bare, apiKey }: { bare: string; apiKey: string }): Promise<Row[]> {
  const keyed = { authorization: `Bearer ${apiKey}` };
  const sides: readonly [string, string, Readonly<Record<string, string>>, number | undefined][] = [
    ['a bare Hono route', bare, {}, undefined],
    ['GET /healthz', `${origin}/healthz`, {}, undefined],
    ['GET /org with a key', `${origin}${ORG}`, keyed, 2000],
  ];
  const seen = new Map<string, number[]>();
  for (let round = -1; round < LOAD_ROUNDS; round += 1) {
    for (const [what, url, headers] of sides) {
      const perSecond = await requestsPerSecond({ url, headers, connections: CONNECTIONS, ms: LOAD_MS });
      // the first round is for the compiler
      if (round < 0) continue;
      seen.set(what, [...(seen.get(what) ?? []), perSecond]);
    }
  }
  return sides.map(([what, , , atLeast]) => ({
    what: `${what}, ${CONNECTIONS} kept connections from another process`,
    value: median(seen.get(what) ?? []),
    unit: '/s',
    atLeast,
  }));
}

/** From the wish to revoke in this process to the first refusal of the other, which had the key in memory. */
async function measureRevocation({ ctx }: BenchInstance, second: string): Promise<Row[]> {
  const person: Ctx = { ...ctx, actor: { type: 'user', id: 'usr_bench', name: 'Bench', role: 'owner' } };
  const latencies: number[] = [];
  for (let round = 0; round < REVOCATIONS; round += 1) {
    const { token, key } = await createApiKey(ctx, { name: `revoked ${round}`, role: 'viewer' });
    await ask(`${second}${ORG}`, token);
    latencies.push(
      await timed(async () => {
        await revokeApiKey(person, { keyId: key.id });
        while ((await statusOf(`${second}${ORG}`, token)) !== 401);
      }),
    );
  }
  return [
    { what: 'a revoked key is refused by a second process after, median', value: median(latencies), unit: 'ms' },
    { what: `the slowest of ${REVOCATIONS}`, value: Math.max(...latencies), unit: 'ms', atMost: 1000 },
  ];
}

/** A program of its own on the same data. */
async function startSecond(scope: AsyncDisposableStack, { databaseUrl, masterKey }: BenchInstance): Promise<string> {
  const dataDir = await mkdtemp(join(tmpdir(), 'armature-bench-second-'));
  scope.defer(() => rm(dataDir, { recursive: true, force: true }));
  const env = {
    ARMATURE_DATA_DIR: dataDir,
    DATABASE_URL: databaseUrl,
    ARMATURE_SECRET_KEY: masterKey.toString('base64'),
    RATE_LIMIT_PER_MINUTE: '1000000',
    PORT: '0',
    LOG_LEVEL: 'warn',
  };
  const program = startProgram({ args: ['serve', '--roles=web'], env });
  scope.defer(() => killAll([program]));
  return / is ready at (\S+)/.exec(await program.prints('is ready at '))?.[1] ?? '';
}

async function serveBare(scope: AsyncDisposableStack): Promise<string> {
  const app = new Hono().get('/', (c) => c.json({ ok: true }));
  const { promise, resolve } = Promise.withResolvers<number>();
  const server = serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }, ({ port }) => resolve(port));
  scope.defer(() => void server.close());
  return `http://127.0.0.1:${await promise}/`;
}

async function statusOf(url: string, apiKey?: string): Promise<number> {
  const response = await fetch(url, apiKey === undefined ? {} : { headers: { authorization: `Bearer ${apiKey}` } });
  await response.arrayBuffer();
  return response.status;
}

async function ask(url: string, apiKey?: string): Promise<void> {
  const status = await statusOf(url, apiKey);
  if (status !== 200) throw new Error(`${url} answered ${status}`);
}
