// The conformance suite against a source in mode tools, for callers who bring their credential in a header and in the query.
import { afterAll, beforeAll, describe, test } from 'vitest';
import { makeConformanceWorld } from './conformance-world.ts';
import type { ConformanceWorld } from './conformance-world.ts';
import { expectOnlyMissingFixtures, REVISIONS } from './hosted-legs.ts';
import { publishedApp, publishTools } from './published-app.ts';
import { SUITE_MS } from './server-suite.ts';

let conformance: ConformanceWorld;
beforeAll(async () => {
  conformance = await makeConformanceWorld();
}, SUITE_MS);
afterAll(() => conformance.close());

describe.each(['header', 'query'] as const)('with the credential in the %s', (location) => {
  let url: string;
  beforeAll(async () => {
    const { world } = conformance;
    const path = await publishTools(world.ada, { slug: `pets-${location}`, baseUrl: 'http://127.0.0.1:9/v1', location });
    const query = location === 'query' ? '?api_key=theirs' : '';
    ({ proxiedUrl: url } = await conformance.serve(publishedApp(world.deps), `${path}${query}`, 'theirs'));
  }, SUITE_MS);

  test.each(REVISIONS)('only missing fixtures fail at %s, and each of them does', { timeout: SUITE_MS }, (revision) =>
    expectOnlyMissingFixtures(url, revision),
  );
});
