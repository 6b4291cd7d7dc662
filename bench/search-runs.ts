// The search over 1 000 000 runs: every combination of filters, each with values that are common, rare and found nowhere.
import { searchRuns } from '#modules/runs';
import { openBenchInstance } from './bench-instance.ts';
import { percentile, timed } from './row.ts';
import type { Row } from './row.ts';
import { RARE_MODEL, seedSearch } from './seed-search.ts';

const RUNS = 1_000_000;
const ROUNDS = 3;
const AT_MOST_MS = 50;
const PART = 0.95;

type Question = Readonly<Record<string, string>>;

export async function measureSearchRuns(scope: AsyncDisposableStack): Promise<Row[]> {
  const { ctx } = await openBenchInstance(scope);
  const seeded = await seedSearch(ctx, RUNS);
  const questions = combinations({
    workflowId: [undefined, seeded.busyWorkflowId, seeded.quietWorkflowId],
    mcpServerId: [undefined, seeded.busyServerId, seeded.quietServerId],
    modelId: [undefined, seeded.modelId, RARE_MODEL, 'never/used'],
    status: [undefined, 'pass', 'fail', 'running'],
    classification: [undefined, 'server', 'judge', 'credential'],
    before: [undefined, seeded.middle],
    after: [undefined, seeded.recent],
  }).filter(({ before, after }) => before === undefined || after === undefined);
  const times: { readonly question: Question; readonly ms: number }[] = [];
  for (let round = 0; round <= ROUNDS; round += 1) {
    for (const question of questions) {
      const ms = await timed(() => searchRuns(ctx, { ...question, limit: 100 }));
      // the first round reads the pages from the disk
      if (round > 0) times.push({ question, ms });
    }
  }
  const all = times.map(({ ms }) => ms);
  const slowest = times.reduce((worst, one) => (one.ms > worst.ms ? one : worst));
  return [
    { what: `search of 1 000 000 runs: ${questions.length} combinations of filters, median`, value: percentile(all, 0.5), unit: 'ms' },
    { what: `search of 1 000 000 runs: p95`, value: percentile(all, PART), unit: 'ms', atMost: AT_MOST_MS },
    {
      what: `search of 1 000 000 runs: slowest`,
      value: slowest.ms,
      unit: 'ms',
      note: Object.keys(slowest.question).join(' + ') || 'no filter',
    },
  ];
}

function combinations(choices: Readonly<Record<string, readonly (string | undefined)[]>>): Question[] {
  return Object.entries(choices).reduce<Question[]>(
    (all, [name, values]) =>
      all.flatMap((question) => values.map((value) => (value === undefined ? question : { ...question, [name]: value }))),
    [{}],
  );
}
