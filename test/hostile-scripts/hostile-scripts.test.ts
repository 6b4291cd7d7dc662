import { afterEach, expect, test, vi } from 'vitest';
import { systemClock } from '#platform/clock';
import { silentLog } from '#platform/log';
import { createSandbox } from '#platform/sandbox/create-sandbox';
import { HOSTILE_SCRIPTS } from './corpus.ts';
import { CANARY, isContained, playCorpus, tableOf } from './play-corpus.ts';

const MINUTES = 60_000;
/** All of them take minutes on a busy machine: every-engine.slow.test.ts. */
const everySecond = HOSTILE_SCRIPTS.filter((_, i) => i % 2 === 0);

afterEach(() => vi.unstubAllEnvs());

test(
  'every second hostile script is contained by QuickJS: the host answers others meanwhile, and the next script is right',
  async () => {
    vi.stubEnv('SANDBOX_CANARY', CANARY);
    const sandbox = createSandbox({ log: silentLog, clock: systemClock, slots: 2 });
    const rows = await playCorpus(sandbox, everySecond).finally(() => sandbox.close());

    console.log(tableOf(rows));
    expect(rows.length).toBeGreaterThanOrEqual(60);
    expect(rows.filter((row) => !isContained(row))).toEqual([]);
  },
  6 * MINUTES,
);
