// The conformance suite against a source in mode code.
import { afterAll, beforeAll, test } from 'vitest';
import { makeConformanceWorld } from './conformance-world.ts';
import type { ConformanceWorld } from './conformance-world.ts';
import { expectHonestBaseline, expectOnlyMissingFixtures, REVISIONS } from './hosted-legs.ts';
import { publishCode, publishedApp } from './published-app.ts';
import { SUITE_MS } from './server-suite.ts';

let conformance: ConformanceWorld;
let url: string;

beforeAll(async () => {
  conformance = await makeConformanceWorld();
  const { world } = conformance;
  const path = await publishCode(world.ada, 'http://127.0.0.1:9/v1');
  ({ proxiedUrl: url } = await conformance.serve(publishedApp(world.deps), path));
}, SUITE_MS);
afterAll(() => conformance.close());

test.each(REVISIONS)('only missing fixtures fail at %s, and each of them does', { timeout: SUITE_MS }, (revision) =>
  expectOnlyMissingFixtures(url, revision),
);

test.each(REVISIONS)('nothing that says something of the endpoint itself is expected to fail at %s', expectHonestBaseline);
