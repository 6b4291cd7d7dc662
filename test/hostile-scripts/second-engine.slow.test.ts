import { expect, test } from 'vitest';
import { systemClock } from '#platform/clock';
import { silentLog } from '#platform/log';
import { createSandbox } from '#platform/sandbox/create-sandbox';
import { HOSTILE_SCRIPTS } from './corpus.ts';
import { CANARY, isContained, playCorpus, tableOf } from './play-corpus.ts';

test('every hostile script is contained by V8 isolates as well', async () => {
  process.env['SANDBOX_CANARY'] = CANARY;
  const sandbox = createSandbox({ log: silentLog, clock: systemClock, engine: 'isolated-vm', slots: 2 });
  const rows = await playCorpus(sandbox, HOSTILE_SCRIPTS).finally(() => sandbox.close());

  console.log(tableOf(rows));
  expect(rows.filter((row) => !isContained(row))).toEqual([]);
});
