// The same requests as fuzz.test.ts, more than twenty thousand of them, with another seed each time; the seed is printed and can be given.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { fuzz, seedOr } from './fuzz-play.ts';
import { API_ROUTES, APP_ROUTES, STATUS_ROUTES } from './fuzz-routes.ts';
import type { FuzzRoute } from './fuzz-routes.ts';
import { makeFuzzWorlds } from './fuzz-world.ts';
import type { FuzzWorlds } from './fuzz-world.ts';

const SEED = seedOr(Date.now() % 2_147_483_647);
const REQUESTS = 22_000;
/** Of one route and one world: what is removed is there again for the next ones. */
const REQUESTS_A_WORLD = 60;

const named = [...API_ROUTES, ...APP_ROUTES, ...STATUS_ROUTES].map((route): [string, FuzzRoute] => [
  `${route.method} ${route.path}`,
  route,
]);
const rounds = Math.ceil(REQUESTS / named.length / REQUESTS_A_WORLD);

let worlds: FuzzWorlds;
const statuses = new Map<number, number>();
const onStatus = (status: number) => void statuses.set(status, (statuses.get(status) ?? 0) + 1);

beforeAll(async () => {
  worlds = await makeFuzzWorlds();
});
afterAll(async () => {
  console.info(
    `seed ${SEED}, answers by status: ${[...statuses]
      .toSorted(([a], [b]) => a - b)
      .map(([status, count]) => `${status}: ${count}`)
      .join(', ')}`,
  );
  await worlds.close();
});

test.each(named)('%s', async (_name, route) => {
  for (let round = 0; round < rounds; round += 1) {
    const world = await worlds.newWorld();
    try {
      await fuzz(route, { world, requests: REQUESTS_A_WORLD, seed: SEED + round, onStatus });
    } finally {
      await world.close();
    }
  }
});

test('there were twenty thousand of them', () => {
  expect([...statuses.values()].reduce((sum, count) => sum + count, 0)).toBeGreaterThanOrEqual(20_000);
});
