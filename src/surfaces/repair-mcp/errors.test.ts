// Every error of ours, as a caller of the repair endpoint meets it.
import { expect, test } from 'vitest';
import { AppError, ERROR_CODES, notFound } from '#kernel/errors';
import { RpcError } from '#platform/mcp/define-tool';
import { silentLog } from '#platform/log';
import type { Ctx } from '#platform/ctx';
import { codeOf, rpcErrorOf, runWaitTimeout } from './errors.ts';

const logged: unknown[] = [];
const deps = { log: { ...silentLog, error: (fields: unknown) => void logged.push(fields) } } as unknown as Ctx['deps'];
const ctx = { deps, requestId: 'req_1', signal: new AbortController().signal };
const told = (error: unknown): RpcError => rpcErrorOf(error, { ctx, subject: 'workflowId' });

const NUMBER_OF: Readonly<Record<string, number>> = {
  validation_failed: -32602,
  secret_in_arguments: -32602,
  run_not_found: -32002,
  workflow_not_found: -32002,
  mcp_server_not_found: -32002,
  proposal_not_found: -32002,
  forbidden_role: -32000,
  proposal_expired: -32000,
  proposal_already_applied: -32000,
  stale_base_version: -32000,
  run_wait_timeout: -32000,
  rate_limited: -32000,
  internal_error: -32603,
};

test.each(ERROR_CODES)('%s is one of the codes of this endpoint, with its number and whole details', (code) => {
  const { data, code: number, ...rest } = told(new AppError(code, 'What happened.', { warnings: ['mind this'] }));
  expect(NUMBER_OF).toHaveProperty(codeOf({ data, code: number, ...rest }), number);
  expect(data).toMatchObject({ details: { fieldErrors: expect.any(Array), warnings: expect.any(Array) } });
});

test.each([
  ['run', 'run_not_found'],
  ['workflow', 'workflow_not_found'],
  ['mcp_server', 'mcp_server_not_found'],
  ['proposal', 'proposal_not_found'],
] as const)('a missing %s is %s', (thing, code) => {
  expect(told(notFound(thing))).toMatchObject({ code: -32002, data: { code } });
});

test.each([
  ['version', 'versionId'],
  ['auth_profile', 'authProfileId'],
  ['snapshot', 'workflowId'],
] as const)('a missing %s is a wrong %s', (thing, field) => {
  expect(told(notFound(thing))).toMatchObject({ code: -32602, data: { code: 'validation_failed', details: { fieldErrors: [{ field }] } } });
});

test('an object that cannot do it is at fault in the argument that names it', () => {
  expect(told(new AppError('conflict', 'It is archived.'))).toMatchObject({
    code: -32602,
    message: 'workflowId: It is archived.',
    data: { code: 'validation_failed', details: { fieldErrors: [{ field: 'workflowId', message: 'It is archived.' }] } },
  });
});

test('a stale base version keeps what is current', () => {
  const error = new AppError('stale_base_version', 'Another one is current.', { details: { currentVersionId: 'ver_2' } });
  expect(told(error).data).toEqual({ code: 'stale_base_version', details: { currentVersionId: 'ver_2', fieldErrors: [], warnings: [] } });
});

test('a trace that is gone is a run that is not found, and says why', () => {
  expect(told(new AppError('trace_expired', 'The trace was deleted.'))).toMatchObject({
    code: -32002,
    message: 'trace expired',
    data: { code: 'run_not_found' },
  });
});

test('a fault of ours says its request id and nothing else; the log gets the rest, unless the caller has left', () => {
  logged.length = 0;
  const fault = new Error('password is hunter2');
  for (const error of [fault, 'hunter2', new AppError('internal_error', 'hunter2')]) {
    const answer = told(error);
    expect(answer).toMatchObject({ code: -32603, data: { code: 'internal_error', details: { requestId: 'req_1' } } });
    expect(JSON.stringify([answer.message, answer.data])).not.toContain('hunter2');
  }
  expect(logged).toHaveLength(3);
  expect(logged[0]).toEqual({ requestId: 'req_1', err: fault });
  rpcErrorOf(fault, { ctx: { ...ctx, signal: AbortSignal.abort() }, subject: 'runId' });
  expect(logged).toHaveLength(3);
});

test('an error that is one of the protocol already stays as it is', () => {
  const error = runWaitTimeout('The runs go on.', [{ runId: 'run_1', status: 'running' }]);
  expect(told(error)).toBe(error);
  expect([error.code, codeOf(error)]).toEqual([-32000, 'run_wait_timeout']);
  expect(error.data).toMatchObject({ details: { runs: [{ runId: 'run_1', status: 'running' }], fieldErrors: [], warnings: [] } });
  expect(codeOf(new RpcError(-32603, 'no data'))).toBe('internal_error');
});
