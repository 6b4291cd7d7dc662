// Waiting for runs in the name of a call, and no longer than the call.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startRuns } from '#modules/runs';
import { makeRunWorld } from '#test/run-world';
import type { RunWorld } from '#test/run-world';
import { waitForEnd } from './wait-for-end.ts';

let world: RunWorld;
beforeAll(async () => {
  world = await makeRunWorld();
});
afterAll(() => world.close());

test('ends with the call, also where its connection goes on', async () => {
  const shop = await world.newShop();
  const { id: workflowId } = await shop.workflow();
  const started = await startRuns(shop.ben, { workflowId });
  const call = new AbortController();
  const context = { signal: call.signal, progress: () => Promise.resolve(), clientInfo: undefined, requestMeta: {} };
  const waited = waitForEnd(shop.ben, started, context);
  waited.catch(() => undefined);
  await expect.poll(() => world.clock.sleepers).toBe(1);
  call.abort();
  await expect.poll(() => world.clock.sleepers).toBe(0);
  await expect(waited).rejects.toMatchObject({ data: { code: 'run_wait_timeout' } });
});
