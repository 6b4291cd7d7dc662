// Which errors are tried again, how often, and what is repeated.
import { expect, test } from 'vitest';
import { ERROR_KINDS } from '../run.ts';
import type { ErrorKind } from '../run.ts';
import { nextStep } from './retry.ts';
import type { EndedAttempt } from './retry.ts';

const policy = { maxAttempts: 2, retryOn: ['error'] as const, backoffSeconds: 10 };
const ended = (changes: Partial<EndedAttempt>): EndedAttempt => ({
  kind: 'transport',
  isPermanent: false,
  wasTested: false,
  attempts: 1,
  evaluations: 0,
  ...changes,
});

const AGAIN: ReadonlySet<ErrorKind> = new Set(['transport', 'timeout', 'model', 'judge', 'internal']);

test.each(ERROR_KINDS.map((kind) => [kind, AGAIN.has(kind) ? 'test' : 'finish'] as const))('%s: %s', (kind, step) => {
  expect(nextStep(ended({ kind }), policy)).toBe(step);
});

test.each<[string, Partial<EndedAttempt>, Partial<typeof policy> | { retryOn: [] }, string]>([
  ['a judge error after the agent finished repeats the evaluation only', { kind: 'judge', wasTested: true }, {}, 'evaluate'],
  ['another error after the agent finished repeats the attempt', { kind: 'internal', wasTested: true }, {}, 'test'],
  ['the last attempt stands', { attempts: 2 }, {}, 'finish'],
  ['repeated evaluations count as attempts', { kind: 'judge', wasTested: true, evaluations: 1 }, {}, 'finish'],
  ['one attempt means no retry', {}, { maxAttempts: 1 }, 'finish'],
  ['five attempts allow a fifth', { attempts: 4 }, { maxAttempts: 5 }, 'test'],
  ['retrying can be switched off', {}, { retryOn: [] }, 'finish'],
  ['what would end the same way is not tried again', { kind: 'model', isPermanent: true }, {}, 'finish'],
])('%s', (_name, attempt, changes, step) => {
  expect(nextStep(ended(attempt), { ...policy, ...changes })).toBe(step);
});
