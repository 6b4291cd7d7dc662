// Whole checks (connect, call, close, recorded) per second and core, beside a bare SDK client that connects, calls and closes, in turn.
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { executeCheck } from '#modules/monitors';
import type { Ctx } from '#platform/ctx';
import { openBenchInstance } from './bench-instance.ts';
import { cpuNow } from './process-cost.ts';
import { median } from './row.ts';
import type { Row } from './row.ts';
import { seedMonitors } from './seed-monitors.ts';
import { startStore } from './store-process.ts';

const AT_ONCE = 8;
const ROUNDS = 7;
const PER_ROUND = 400;

export async function measureMonitorChecks(scope: AsyncDisposableStack): Promise<Row[]> {
  const url = await startStore(scope);
  const { ctx } = await openBenchInstance(scope);
  const rows: Row[] = [];
  for (const era of ['modern', 'legacy'] as const) {
    const { monitorIds } = await seedMonitors(ctx, { url, count: PER_ROUND, protocolEra: era, state: 'paused' });
    await activate(ctx);
    const bare: number[] = [];
    const checked: number[] = [];
    for (let round = 0; round <= ROUNDS; round += 1) {
      const perCall = await costOf((i) => callBare(url, era, i));
      const perCheck = await costOf((i) => executeCheck(ctx.deps, { monitorId: monitorIds[i] ?? '', tickAt: null }, ctx.signal));
      if (round === 0) continue;
      bare.push(perCall);
      checked.push(perCheck);
    }
    rows.push(
      { what: `bare SDK client, ${era}: connect, call, close, a second and core`, value: 1 / median(bare), unit: '/s' },
      {
        what: `monitor check, ${era}: claimed, made and recorded, a second and core`,
        value: 1 / median(checked),
        unit: '/s',
        atLeast: 100,
      },
    );
  }
  return rows;
}

/** Seconds of this process's CPU for each of `PER_ROUND` calls, a few at a time. */
async function costOf(call: (i: number) => Promise<void>): Promise<number> {
  const before = cpuNow().node;
  let next = 0;
  const lane = async () => {
    while (next < PER_ROUND) {
      next += 1;
      await call(next - 1);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, lane));
  return (cpuNow().node - before) / PER_ROUND;
}

/** Without their schedules: what is measured is called by hand. */
async function activate({ deps: { db } }: Ctx): Promise<void> {
  await db.updateTable('monitors').set({ state: 'active' }).execute();
}

async function callBare(url: string, era: 'modern' | 'legacy', i: number): Promise<void> {
  const mode = era === 'modern' ? 'auto' : 'legacy';
  const client = new Client({ name: 'bare', version: '1.0.0' }, { versionNegotiation: { mode } });
  await client.connect(new StreamableHTTPClientTransport(new URL(url)));
  await client.callTool({ name: 'get_product', arguments: { productId: i % 2 === 0 ? 'P-100' : 'P-101' } });
  await client.close();
}
