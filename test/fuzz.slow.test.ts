// The same requests as fuzz.test.ts, more than twenty thousand of them, with another seed each time; the seed is printed and can be given.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { fuzz, seedOr } from './fuzz-play.ts';
import { API_ROUTES, APP_ROUTES, STATUS_ROUTES } from './fuzz-routes.ts';
import type { FuzzRoute } from './fuzz-routes.ts';
import { makeFuzzWorld } from './fuzz-world.ts';
import type { FuzzWorld } from './fuzz-world.ts';

const SEED = seedOr(Date.now() % 2_147_483_647);
const REQUESTS = 22_000;
/** Of one route and one organization: what is removed is there again for the next ones. */
const REQUESTS_A_CAST = 60;

const named = [...API_ROUTES, ...APP_ROUTES, ...STATUS_ROUTES].map((route): [string, FuzzRoute] => [
  `${route.method} ${route.path}`,
  route,
]);
const rounds = Math.ceil(REQUESTS / named.length / REQUESTS_A_CAST);

let world: FuzzWorld;
const statuses = new Map<number, number>();
const onStatus = (status: number) => void statuses.set(status, (statuses.get(status) ?? 0) + 1);

beforeAll(async () => {
  world = await makeFuzzWorld();
});
afterAll(async () => {
  console.info(
    `seed ${SEED}, answers by status: ${[...statuses]
      .toSorted(([a], [b]) => a - b)
      .map(([status, count]) => `${status}: ${count}`)
      .join(', ')}`,
  );
  await world.close();
});

test.each(named)('%s', async (_name, route) => {
  for (let round = 0; round < rounds; round += 1) {
    await fuzz(route, { world, cast: await world.newCast(), requests: REQUESTS_A_CAST, seed: SEED + round, onStatus });
  }
});

test('there were twenty thousand of them', () => {
  expect([...statuses.values()].reduce((sum, count) => sum + count, 0)).toBeGreaterThanOrEqual(20_000);
});
