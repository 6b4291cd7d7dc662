// Nothing a stranger can send breaks a route: hundreds of right, wrong and hostile requests for every route, a few seconds of them.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { fuzz, seedOr } from './fuzz-play.ts';
import { API_ROUTES, APP_ROUTES, APP_TABLE, STATUS_ROUTES } from './fuzz-routes.ts';
import type { FuzzRoute } from './fuzz-routes.ts';
import { makeFuzzWorlds } from './fuzz-world.ts';
import type { FuzzWorld, FuzzWorlds } from './fuzz-world.ts';

/** The same every time: a gate must not fail by luck. The slow run takes another seed each time. */
const SEED = seedOr(4_600);
const REQUESTS_A_ROUTE = 25;

const named = [...API_ROUTES, ...APP_ROUTES, ...STATUS_ROUTES].map((route): [string, FuzzRoute] => [
  `${route.method} ${route.path}`,
  route,
]);

let worlds: FuzzWorlds;
let world: FuzzWorld;
const statuses = new Map<number, number>();
const onStatus = (status: number) => void statuses.set(status, (statuses.get(status) ?? 0) + 1);

beforeAll(async () => {
  worlds = await makeFuzzWorlds();
  world = await worlds.newWorld();
});
afterAll(async () => {
  console.info(
    `seed ${SEED}, answers by status: ${[...statuses]
      .toSorted(([a], [b]) => a - b)
      .map(([status, count]) => `${status}: ${count}`)
      .join(', ')}`,
  );
  await world.close();
  await worlds.close();
});

test('every route of the dashboard is in the table, and nothing else is', () => {
  const inTable = Object.keys(APP_TABLE).map((name) => name.replaceAll(/\{\w+\}/g, '{}'));
  expect(inTable.toSorted()).toEqual([...world.servedByApp].toSorted());
});

describe('requests to', () => {
  test.each(named.filter(([, route]) => !route.isDestructive))('%s', async (_name, route) => {
    await fuzz(route, { world, requests: REQUESTS_A_ROUTE, seed: SEED, onStatus });
  });

  test.each(named.filter(([, route]) => route.isDestructive))('%s', async (_name, route) => {
    const own = await worlds.newWorld();
    try {
      await fuzz(route, { world: own, requests: REQUESTS_A_ROUTE, seed: SEED, onStatus });
    } finally {
      await own.close();
    }
  });
});

test('the requests were answered in many ways, so they reached what is behind the doors', () => {
  for (const status of [200, 201, 400, 401, 403, 404]) expect(statuses.get(status) ?? 0).toBeGreaterThan(0);
  expect([...statuses.values()].reduce((sum, count) => sum + count, 0)).toBeGreaterThan(named.length * 15);
});
