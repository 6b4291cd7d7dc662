// 50 grants × 200 rotations in three processes with 20 kills: the figures are printed.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { makeWorld } from '#test/harness';
import type { World } from '#test/harness';
import { proveRotation } from './rotation.ts';

let world: World;
beforeAll(async () => {
  world = await makeWorld();
});
afterAll(() => world.close());

test('50 grants survive 200 rotations each, and every answer that is lost is known to be', { timeout: 1_800_000 }, async () => {
  const counts = await proveRotation(world, { grants: 50, rotationsEach: 200, workers: 3, kills: 20, tokenLivesS: 3 });
  console.log(
    `rotation: ${counts.rotations} rotations, ${counts.kills} kills, ${counts.familiesRevoked} families revoked, ` +
      `${counts.falseDown.length} false down states in ${counts.contacts} contacts, ${counts.lost} grants reconnected after a lost answer`,
  );
  expect(counts).toMatchObject({ familiesRevoked: 0, falseDown: [], kills: 20 });
  expect(counts.rotations).toBeGreaterThanOrEqual(10_000);
  expect(counts.lost).toBeGreaterThanOrEqual(20);
});
