import { describe, expect, test } from 'vitest';
import { createNameMatcher, nameKey, pathSegments } from './name-match.ts';

const document = {
  names: ['pulls/list-files', 'pullsListFiles'].map(nameKey),
  segments: pathSegments('/repos/{owner}/{repo}/pulls/{pull_number}/files'),
  method: 'GET',
};

describe('a name is the same however it is written', () => {
  test.each([
    'pulls/list-files',
    'pullsListFiles',
    'PULLS_LIST_FILES',
    'pulls list files',
    ' pullsListFiles() ',
    'pullsListFiles({ owner })',
  ])('%s', (query) => {
    expect(createNameMatcher(query)(document)).toBe(1);
  });
  test.each(['pullsList', 'files', '', '/', '()'])('but %s is another', (query) => {
    expect(createNameMatcher(query)(document)).toBe(0);
  });
});

describe('a path', () => {
  test.each([
    ['whole', '/repos/{owner}/{repo}/pulls/{pull_number}/files'],
    ['with its method', 'GET /repos/{owner}/{repo}/pulls/{pull_number}/files'],
    ['with other names for placeholders', '/repos/:org/{name}/pulls/42/files/'],
    ['as an address', 'https://api.example.com/repos/{a}/{b}/pulls/{c}/files?page=2'],
  ])('%s is exact', (_, query) => {
    expect(createNameMatcher(query)(document)).toBe(1);
  });
  test('filled in is almost exact', () => {
    expect(createNameMatcher('GET /repos/octocat/hello-world/pulls/42/files')(document)).toBe(0.98);
  });
  test('a piece counts less, a longer piece more', () => {
    const [short, long] = ['pulls/{n}', 'pulls/{n}/files'].map((query) => createNameMatcher(query)(document));
    expect(short).toBeGreaterThanOrEqual(0.5);
    expect(long).toBeGreaterThan(short ?? 1);
    expect(long).toBeLessThan(1);
  });
  test.each([
    ['another method', 'DELETE /repos/{owner}/{repo}/pulls/{pull_number}/files'],
    ['another order', '/pulls/repos'],
    ['a placeholder where the path has a word', '/repos/{owner}/{repo}/{anything}/{pull_number}/files'],
    ['half a word', '/pull/{n}'],
  ])('%s does not match', (_, query) => {
    expect(createNameMatcher(query)(document)).toBe(0);
  });
});
