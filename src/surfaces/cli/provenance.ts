// Where a document comes from, as the pipeline says it, else as git does. Pure.

export interface Provenance {
  readonly repository?: string;
  readonly commitSha?: string;
  readonly branch?: string;
  readonly pullRequestNumber?: number;
}

/** What git says; undefined where it says nothing. */
export interface GitFacts {
  readonly remote?: string | undefined;
  readonly commit?: string | undefined;
  readonly branch?: string | undefined;
}

type Env = Readonly<Record<string, string | undefined>>;

const MAX_TEXT = 200;

export function provenanceOf(env: Env, git: GitFacts): Provenance {
  const pullRequest = pullRequestOf(env);
  return {
    ...named('repository', first(env['GITHUB_REPOSITORY'], env['CI_PROJECT_PATH'], repositoryOf(git.remote))),
    ...named('commitSha', first(env['GITHUB_SHA'], env['CI_COMMIT_SHA'], git.commit)?.match(/^[0-9a-f]{7,64}$/i)?.[0]),
    ...named('branch', first(env['GITHUB_HEAD_REF'], env['GITHUB_REF_NAME'], env['CI_COMMIT_REF_NAME'], branchOf(git.branch))),
    ...(pullRequest === undefined ? {} : { pullRequestNumber: pullRequest }),
  };
}

/** `git@host:acme/shop.git` and `https://user:token@host/acme/shop.git` → `acme/shop`: what signs in must not go along. */
export function repositoryOf(remote: string | undefined): string | undefined {
  if (remote === undefined) return undefined;
  const path = URL.canParse(remote) ? new URL(remote).pathname : /^[\w.-]+@[\w.-]+:(?<path>.+)$/.exec(remote)?.groups?.['path'];
  const plain = path?.replace(/^\/+/, '').replace(/\.git$/, '');
  return plain === undefined || plain === '' ? undefined : plain;
}

/** Of a checked-out commit git says HEAD, which is no branch. */
const branchOf = (branch: string | undefined): string | undefined => (branch === 'HEAD' ? undefined : branch);

function pullRequestOf(env: Env): number | undefined {
  const text = /^refs\/pull\/(\d{1,9})\//.exec(env['GITHUB_REF'] ?? '')?.[1] ?? env['CI_MERGE_REQUEST_IID'];
  const number = Number(text);
  return Number.isInteger(number) && number > 0 ? number : undefined;
}

const first = (...texts: readonly (string | undefined)[]): string | undefined =>
  texts.find((text) => text !== undefined && text.trim() !== '');

const named = <Name extends 'repository' | 'commitSha' | 'branch'>(
  name: Name,
  text: string | undefined,
): { readonly [K in Name]?: string } =>
  text === undefined ? {} : ({ [name]: text.trim().slice(0, MAX_TEXT) } as { readonly [K in Name]?: string });
