// The conformance suite against its own fixtures behind our guards: what fails here is ours.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { makeConformanceWorld } from './conformance-world.ts';
import type { ConformanceWorld } from './conformance-world.ts';
import { fixtureApp, FIXTURES_PATH } from './fixture-app.ts';
import { runServerSuite, SUITE_MS } from './server-suite.ts';

let conformance: ConformanceWorld;
let url: string;

beforeAll(async () => {
  conformance = await makeConformanceWorld();
  ({ proxiedUrl: url } = await conformance.serve(fixtureApp(conformance.world.deps), FIXTURES_PATH));
});
afterAll(() => conformance.close());

test.each([
  ['2026-07-28', 37],
  ['2025-11-25', 30],
] as const)('every scored scenario of %s passes', { timeout: SUITE_MS }, async (revision, scored) => {
  const run = await runServerSuite(url, revision);
  expect(
    run.scored.filter((name) => !run.passed.includes(name)),
    run.output,
  ).toEqual([]);
  expect([run.scored.length, run.exitCode]).toEqual([scored, 0]);
});
