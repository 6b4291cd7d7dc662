// The first page of the run history over 100 000 runs, at the API.
import { sql } from 'kysely';
import { createApi } from '../src/surfaces/api/app.ts';
import { openBenchInstance } from './bench-instance.ts';
import { median, timed } from './row.ts';
import type { Row } from './row.ts';
import { seedRuns } from './seed-runs.ts';

const RUNS = 100_000;
const ROUNDS = 30;

export async function measureRunList(): Promise<Row[]> {
  const instance = await openBenchInstance();
  try {
    const { db } = instance.ctx.deps;
    await seedRuns(instance.ctx, { runs: RUNS, events: 0 });
    await sql`vacuum analyze runs`.execute(db);
    const app = createApi({ deps: instance.ctx.deps, webDir: undefined, version: 'bench' });
    const ask = (query: string) => async () => {
      const response = await app.request(`http://127.0.0.1:4600/api/armature/v1/runs?${query}`, {
        headers: { authorization: `Bearer ${instance.apiKey}`, host: '127.0.0.1:4600' },
      });
      const page = (await response.json()) as { total: number; rows: unknown[] };
      if (response.status !== 200 || page.rows.length !== 25) throw new Error(`unexpected answer ${response.status}`);
    };
    const measure = async (query: string) => {
      await ask(query)();
      const times: number[] = [];
      for (let i = 0; i < ROUNDS; i += 1) times.push(await timed(ask(query)));
      return median(times);
    };
    return [
      { what: 'run list, first page of 100 000 runs, 30 days (median)', value: await measure('range=30d'), unit: 'ms', atMost: 50 },
      { what: 'run list, failed runs only, 30 days (median)', value: await measure('range=30d&status=fail'), unit: 'ms', atMost: 50 },
    ];
  } finally {
    await instance.close();
  }
}
