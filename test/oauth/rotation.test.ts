// The rotation proof in short; rotation.slow.test.ts is the whole of it.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { makeWorld } from '#test/harness';
import type { World } from '#test/harness';
import { proveRotation } from './rotation.ts';

let world: World;
beforeAll(async () => {
  world = await makeWorld();
});
afterAll(() => world.close());

test('no family is revoked and no server called down, whoever dies between an answer and its commit', { timeout: 120_000 }, async () => {
  const counts = await proveRotation(world, { grants: 5, rotationsEach: 10, workers: 2, kills: 2, tokenLivesS: 2 });
  expect(counts).toMatchObject({ familiesRevoked: 0, falseDown: [], kills: 2 });
  expect(counts.rotations).toBeGreaterThanOrEqual(50);
  expect(counts.lost).toBeGreaterThanOrEqual(1);
});
