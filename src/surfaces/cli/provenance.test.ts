// Where a document comes from: the pipeline's word first, then git's, and never what signs in to it.
import { describe, expect, test } from 'vitest';
import { provenanceOf, repositoryOf } from './provenance.ts';

describe('the repository of a remote', () => {
  test.each([
    ['git@github.com:acme/shop.git', 'acme/shop'],
    ['https://github.com/acme/shop.git', 'acme/shop'],
    ['https://robot:s3cret@gitlab.example/group/sub/shop.git', 'group/sub/shop'],
    ['ssh://git@host:2222/acme/shop', 'acme/shop'],
    ['/srv/git/shop.git', undefined],
    ['', undefined],
    [undefined, undefined],
  ])('%s is %s', (remote, expected) => {
    expect(repositoryOf(remote)).toBe(expected);
  });
});

test('a pipeline knows better than a checkout of a single commit', () => {
  const git = { remote: 'git@github.com:fork/shop.git', commit: 'a'.repeat(40), branch: 'HEAD' };
  const github = {
    GITHUB_REPOSITORY: 'acme/shop',
    GITHUB_SHA: 'b'.repeat(40),
    GITHUB_HEAD_REF: 'feature',
    GITHUB_REF_NAME: '7/merge',
    GITHUB_REF: 'refs/pull/7/merge',
  };
  expect(provenanceOf(github, git)).toEqual({
    repository: 'acme/shop',
    commitSha: 'b'.repeat(40),
    branch: 'feature',
    pullRequestNumber: 7,
  });
  const gitlab = { CI_PROJECT_PATH: 'acme/shop', CI_COMMIT_SHA: 'c'.repeat(40), CI_COMMIT_REF_NAME: 'main', CI_MERGE_REQUEST_IID: '12' };
  expect(provenanceOf(gitlab, git)).toEqual({ repository: 'acme/shop', commitSha: 'c'.repeat(40), branch: 'main', pullRequestNumber: 12 });
  expect(provenanceOf({}, git)).toEqual({ repository: 'fork/shop', commitSha: 'a'.repeat(40) });
  expect(provenanceOf({ GITHUB_HEAD_REF: '' }, { branch: 'main' })).toEqual({ branch: 'main' });
  expect(provenanceOf({ GITHUB_SHA: 'not a commit' }, {})).toEqual({});
});
