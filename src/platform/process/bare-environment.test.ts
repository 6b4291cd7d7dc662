// What our own child processes are told of the environment.
import { expect, test } from 'vitest';
import { bareEnvironment } from './bare-environment.ts';

test.each([
  ['nothing of ours', { ARMATURE_SECRET_KEY: 'secret', PATH: '/bin' }, {}],
  ['where compiled code is kept', { PATH: '/bin', NODE_COMPILE_CACHE: '/var/cache/a' }, { NODE_COMPILE_CACHE: '/var/cache/a' }],
  ['no folder that would be another one elsewhere', { NODE_COMPILE_CACHE: 'cache' }, {}],
])('is %s', (_what, own, expected) => {
  expect(bareEnvironment(own)).toEqual({ NODE_NO_WARNINGS: '1', ...expected });
});
