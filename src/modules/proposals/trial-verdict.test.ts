// What trials say: passed needs every target, and one failure is enough to have failed.
import { expect, test } from 'vitest';
import type { TesterTarget } from '#modules/workflows';
import { trialVerdict } from './trial-verdict.ts';

const target = (modelId: string): TesterTarget => ({ modelId, skillMode: 'none' });
const run = (targetKey: string, status: 'pass' | 'partial' | 'fail' | 'error' | 'pending' | 'running') => ({ targetKey, status });

test.each([
  ['nothing was tried', ['a'], [], 'none'],
  ['the only target passed', ['a'], [run('a', 'pass')], 'passed'],
  ['both passed', ['a', 'b'], [run('a', 'pass'), run('b', 'pass')], 'passed'],
  ['one of two was not tried', ['a', 'b'], [run('a', 'pass')], 'undecided'],
  ['one is still running', ['a', 'b'], [run('a', 'pass'), run('b', 'running')], 'undecided'],
  ['one could not be decided', ['a'], [run('a', 'error')], 'undecided'],
  ['one failed', ['a', 'b'], [run('a', 'fail'), run('b', 'pending')], 'failed'],
  ['one passed in part', ['a'], [run('a', 'partial')], 'failed'],
] as const)('%s', (_name, models, latest, expected) => expect(trialVerdict(models.map(target), latest)).toBe(expected));
