// The operations of a bundle as the browser lists them: offered or not, by group, found by words.
import type { Manifest, Operation, OperationMap, OperationName } from '../api/bundles.ts';
import { policyActionOf } from '../text/operation-policy.ts';
import type { PolicyAction } from '../text/operation-policy.ts';

export const EXCLUDED = 'excluded';
export type OfferState = PolicyAction | typeof EXCLUDED;

export interface Listed {
  readonly operationId: string;
  readonly method: string;
  readonly path: string;
  readonly tag: string;
  readonly state: OfferState;
  /** Null of one that is excluded: it does not exist for agents. */
  readonly operation: Operation | null;
  /** What is searched, in lower case. */
  readonly words: string;
}

export interface Wanted {
  readonly text: string;
  readonly tag: string;
  readonly state: string;
}

const UNTAGGED = 'other';

export const listedOperations = ({ operations, excluded }: OperationMap, policy: Manifest['policy']): readonly Listed[] => [
  ...operations.map((operation) => offered(operation, policy)),
  ...excluded.map(leftOut),
];

const leftOut = ({ operationId, method, path }: OperationName): Listed => ({
  operationId,
  method,
  path,
  tag: groupOf([], path),
  state: EXCLUDED,
  operation: null,
  words: wordsOf([operationId, path]),
});

function offered(operation: Operation, policy: Manifest['policy']): Listed {
  const { operationId, jsName, toolName, method, path, tags, summary, aliases } = operation;
  return {
    operationId,
    method,
    path,
    tag: groupOf(tags, path),
    state: policyActionOf(policy, operationId),
    operation,
    words: wordsOf([operationId, jsName, toolName, path, summary, method, ...tags, ...aliases]),
  };
}

const wordsOf = (texts: readonly string[]): string => texts.join('\n').toLowerCase();

/** Its first tag, otherwise the first part of its path. */
const groupOf = ([tag]: readonly string[], path: string): string => tag ?? (path.split('/')[1] || UNTAGGED);

export const tagsOf = (all: readonly Listed[]): readonly string[] => [...new Set(all.map(({ tag }) => tag))].toSorted();

/** Every word must be found somewhere. */
export function matching(all: readonly Listed[], { text, tag, state }: Wanted): readonly Listed[] {
  const needles = text.toLowerCase().split(/\s+/).filter(Boolean);
  return all.filter(
    (one) =>
      (tag === '' || one.tag === tag) && (state === '' || one.state === state) && needles.every((needle) => one.words.includes(needle)),
  );
}

export function groupsOf(found: readonly Listed[]): readonly (readonly [string, readonly Listed[]])[] {
  const groups = new Map<string, Listed[]>();
  for (const one of found) {
    const known = groups.get(one.tag);
    if (known === undefined) groups.set(one.tag, [one]);
    else known.push(one);
  }
  return [...groups].toSorted(([a], [b]) => a.localeCompare(b));
}
