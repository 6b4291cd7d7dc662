// From the moment a server breaks until somebody is told: monitors every minute, each with its own second, and a webhook on loopback.
import { once } from 'node:events';
import { createServer as createHttpServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { serve } from '@hono/node-server';
import { createDestination, createRule } from '#modules/alerts';
import { seconds } from '#kernel/duration';
import { startWorker } from '../src/surfaces/worker/start-worker.ts';
import { createAcmeStore } from '../src/surfaces/demo/acme-store.ts';
import { openBenchInstance } from './bench-instance.ts';
import { median } from './row.ts';
import type { Row } from './row.ts';
import { seedMonitors } from './seed-monitors.ts';

const MONITORS = 50;
const INTERVAL_S = 60;
const AT_MOST_S = INTERVAL_S + 5;
const SETTLE_MS = seconds(20);

export async function measureDetection(scope: AsyncDisposableStack): Promise<Row[]> {
  const { ctx } = await openBenchInstance(scope);
  const store = await startBreakable(scope);
  const receiver = await startReceiver(scope);
  const worker = await startWorker(ctx.deps, { instanceId: 'bench', roles: ['worker'] });
  scope.defer(() => worker.stop(1000));
  const { serverId } = await seedMonitors(ctx, { url: store.url, count: MONITORS, intervalSeconds: INTERVAL_S });
  const destination = await createDestination(ctx, { kind: 'webhook', name: 'Bench', url: receiver.url });
  await createRule(ctx, { name: 'Bench', targetType: 'server', targetId: serverId, destinationId: destination.id });
  await sleep(SETTLE_MS);
  const brokeAt = performance.now();
  store.break();
  while (receiver.times.length < MONITORS && performance.now() - brokeAt < seconds(AT_MOST_S + 30)) await sleep(100);
  const took = receiver.times.map((time) => (time - brokeAt) / 1000);
  return [
    {
      what: `${MONITORS} monitors every minute, all broken at once: told about, of ${MONITORS}`,
      value: took.length,
      unit: '',
      atLeast: MONITORS,
    },
    { what: 'from breaking to the webhook: the latest', value: Math.max(...took), unit: 's', atMost: AT_MOST_S },
    { what: 'from breaking to the webhook: median', value: median(took), unit: 's' },
  ];
}

async function startBreakable(scope: AsyncDisposableStack): Promise<{ url: string; break(): void }> {
  let isBroken = false;
  const store = createAcmeStore();
  const answer = async (request: Request) => (isBroken ? new Response('broken', { status: 503 }) : store(request));
  const server = serve({ fetch: answer, port: 0, hostname: '127.0.0.1' });
  await once(server, 'listening');
  scope.defer(() => void server.close());
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/mcp`,
    break: () => {
      isBroken = true;
    },
  };
}

async function startReceiver(scope: AsyncDisposableStack): Promise<{ url: string; times: number[] }> {
  const times: number[] = [];
  const server = createHttpServer((request, response) => {
    times.push(performance.now());
    request.resume();
    response.end();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  scope.defer(() => void server.close());
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`, times };
}
