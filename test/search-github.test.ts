// Search over a real document as it is compiled: how often the right operation is found, and the queries that leave no doubt.
import { beforeAll, describe, expect, test } from 'vitest';
import { compile } from '#modules/sources';
import { openSearch } from '#platform/search/open-search';
import type { OpenedSearch } from '#platform/search/open-search';
import { gitHubSpec } from './openapi-specs.ts';
import { DEVELOPMENT_INTENTS, MISMATCH_INTENTS } from './search-development-intents.ts';
import { recallOf } from './search-recall.ts';
import { SEARCH_INTENTS } from './search-intents.ts';

let search: OpenedSearch;
let ids: ReadonlySet<string>;

beforeAll(() => {
  const result = compile({
    slug: 'github',
    openapi: gitHubSpec('api.github.com'),
    environment: 'production',
    mode: 'code',
    settings: { allowLoopback: false, allowInsecureHttp: false, allowedPrivateHosts: [] },
  });
  if (!result.ok) throw new Error(JSON.stringify(result.diagnostics.slice(0, 3)));
  search = openSearch(result.compiled.search, result.compiled.vectors);
  ids = new Set(result.compiled.operations.map(({ operationId }) => operationId));
});

test('sixty intents, twenty of each kind, and every right answer is an operation', () => {
  const counts = Object.groupBy(SEARCH_INTENTS, ({ kind }) => kind);
  expect([counts.lexical?.length, counts.paraphrase?.length, counts.mismatch?.length]).toEqual([20, 20, 20]);
  expect(SEARCH_INTENTS.flatMap(({ right }) => right).filter((id) => !ids.has(id))).toEqual([]);
});

test('it is measured on other intents than it was tuned on', () => {
  const measured = new Set(SEARCH_INTENTS.map(({ query }) => query.toLowerCase()));
  const tuned = [...DEVELOPMENT_INTENTS, ...MISMATCH_INTENTS];
  expect(tuned.filter(({ query }) => measured.has(query.toLowerCase()))).toEqual([]);
  expect(tuned.flatMap(({ right }) => right).filter((id) => !ids.has(id))).toEqual([]);
});

const answered = <T extends { readonly query: string }>(intents: readonly T[]): { intent: T; ids: string[] }[] =>
  intents.map((intent) => ({ intent, ids: search.search(intent.query, 12).matches.map(({ id }) => id) }));

test('65 of 100 intents are found among the first five, 78 among the first twelve', () => {
  const found = answered(SEARCH_INTENTS);
  expect(recallOf(found, 5)).toBeGreaterThanOrEqual(0.65);
  expect(recallOf(found, 12)).toBeGreaterThanOrEqual(0.78);
  // Whoever uses the words of the operation finds it.
  expect(
    recallOf(
      found.filter(({ intent }) => intent.kind === 'lexical'),
      5,
    ),
  ).toBe(1);
});

test('who does not know the words of the API finds 55 of 100 among the first five, 66 among the first twelve', () => {
  const found = answered(MISMATCH_INTENTS);
  expect(recallOf(found, 5)).toBeGreaterThanOrEqual(0.55);
  expect(recallOf(found, 12)).toBeGreaterThanOrEqual(0.66);
});

describe('what leaves no doubt is first', () => {
  test.each([
    ['pulls/merge', 'pulls/merge'],
    ['pullsMerge', 'pulls/merge'],
    ['PUT /repos/{owner}/{repo}/pulls/{pull_number}/merge', 'pulls/merge'],
    ['POST /repos/octocat/hello/issues/42/labels', 'issues/add-labels'],
  ])('%s', (query, id) => {
    expect(search.search(query, 3).matches[0]?.id).toBe(id);
  });
});
