// The first page of the run history over 100 000 runs, at the API: filters, sorts and search included.
import { createApi } from '../src/surfaces/api/app.ts';
import { openBenchInstance } from './bench-instance.ts';
import { median, timed } from './row.ts';
import type { Row } from './row.ts';
import { seedRuns } from './seed-runs.ts';

const RUNS = 100_000;
const ROUNDS = 30;
const AT_MOST_MS = 50;

export async function measureRunList(scope: AsyncDisposableStack): Promise<Row[]> {
  const instance = await openBenchInstance(scope);
  const { workflowIds } = await seedRuns(instance.ctx, { runs: RUNS, events: 0 });
  const app = createApi({ deps: instance.ctx.deps, webDir: undefined, version: 'bench' });
  const questions: Readonly<Record<string, string>> = {
    'first page': '',
    'failed runs only': 'status=fail',
    'one workflow': `workflowId=${workflowIds[0]}`,
    'one workflow, failed runs only': `workflowId=${workflowIds[1]}&status=fail`,
    'search of a name': 'search=coffee 7',
    'search of a name, failed runs only': 'search=coffee 7&status=fail',
    'search that finds nothing': 'search=no such thing',
    'longest first': 'sort=-durationMs',
    'page 1 000': 'page=1000',
    'last 24 hours': 'range=24h',
  };
  const rows: Row[] = [];
  for (const [what, query] of Object.entries(questions)) {
    const isEmpty = what.includes('nothing');
    const ask = async () => {
      const response = await app.request(`/api/armature/v1/runs?range=30d&${query}`.replace(/range=30d&(.*range=)/, '$1'), {
        headers: { authorization: `Bearer ${instance.apiKey}`, host: '127.0.0.1:4600' },
      });
      const page = (await response.json()) as { total: number; rows: unknown[] };
      if (response.status !== 200 || (page.rows.length === 0) !== isEmpty) throw new Error(`${what}: unexpected answer ${response.status}`);
    };
    // the first ones read the pages from the disk
    for (let i = 0; i < 3; i += 1) await ask();
    const times: number[] = [];
    for (let i = 0; i < ROUNDS; i += 1) times.push(await timed(ask));
    rows.push({ what: `run list of 100 000 runs: ${what}`, value: median(times), unit: 'ms', atMost: AT_MOST_MS });
  }
  return rows;
}
