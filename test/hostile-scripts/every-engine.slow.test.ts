import { afterEach, expect, test, vi } from 'vitest';
import { systemClock } from '#platform/clock';
import { silentLog } from '#platform/log';
import { createSandbox } from '#platform/sandbox/create-sandbox';
import { HOSTILE_SCRIPTS } from './corpus.ts';
import { CANARY, isContained, playCorpus, tableOf } from './play-corpus.ts';

afterEach(() => vi.unstubAllEnvs());

test.each(['quickjs', 'isolated-vm'] as const)('every hostile script is contained by %s', async (engine) => {
  vi.stubEnv('SANDBOX_CANARY', CANARY);
  const sandbox = createSandbox({ log: silentLog, clock: systemClock, engine, slots: 2 });
  const rows = await playCorpus(sandbox, HOSTILE_SCRIPTS).finally(() => sandbox.close());

  console.log(tableOf(rows));
  expect(rows.filter((row) => !isContained(row))).toEqual([]);
});
