import { describe, expect, it } from 'vitest';
import type { CallOutcome, ContactCode, ContactFailure } from '#platform/mcp/mcp';
import type { CheckReason, CheckStatus } from '../monitor.ts';
import { verdictOfFailure, verdictOfOutcome } from './classify-check.ts';

const failure = (code: ContactCode, more: Partial<ContactFailure> = {}): ContactFailure => ({
  code,
  message: `it was ${code}`,
  phase: 'http',
  hadHttpStatus: false,
  ...more,
});

describe('a server that was not reached', () => {
  it.each<[ContactFailure, CheckStatus, CheckReason]>([
    [failure('dns_failed'), 'error', 'dns'],
    [failure('connect_failed'), 'error', 'connect'],
    [failure('tls_failed'), 'error', 'tls'],
    [failure('timeout'), 'error', 'timeout'],
    [failure('blocked_address'), 'error', 'blocked_address'],
    [failure('auth_rejected', { httpStatus: 401, hadHttpStatus: true }), 'error', 'auth'],
    // no status: the grant needs a person
    [failure('auth_rejected'), 'error', 'auth'],
    [failure('http_status', { httpStatus: 500, hadHttpStatus: true }), 'error', 'http_status'],
    [failure('http_status', { httpStatus: 429, hadHttpStatus: true, retryAfterMs: 1000 }), 'error', 'http_status'],
    [failure('not_mcp'), 'error', 'not_mcp'],
    [failure('list_failed'), 'error', 'not_mcp'],
    [failure('protocol_unsupported'), 'error', 'not_mcp'],
    [failure('protocol_unsupported', { rpcCode: -32603 }), 'fail', 'rpc_error'],
    [failure('process_failed'), 'error', 'process'],
  ])('%j is %s, %s', (failed, status, reason) => {
    expect(verdictOfFailure(failed)).toEqual({ status, reason, message: failed.message });
  });

  it.each<ContactCode>(['dns_failed', 'connect_failed', 'timeout'])('%s of our own network says nothing about it', (code) => {
    expect(verdictOfFailure(failure(code, { isOurs: true }))).toEqual({
      status: 'unknown',
      reason: 'own_network',
      message: `Not counted: the network of this instance seems to be down. What happened: it was ${code}`,
    });
  });
});

describe('a call that was sent', () => {
  const text = (value: string) => [{ type: 'text', text: value }];
  const rpc = { kind: 'protocol_error', origin: 'server', code: -32603, message: 'boom' } as const;
  const broken = { kind: 'schema_violation', origin: 'client-validator', message: 'no resultType', content: [] } as const;

  it.each<[CallOutcome, boolean, CheckStatus, CheckReason | null, string | null]>([
    [{ kind: 'ok', content: [] }, false, 'pass', null, null],
    [
      { kind: 'tool_error', content: text('the shop is closed') },
      false,
      'fail',
      'tool_error',
      'The tool reports an error: the shop is closed',
    ],
    [{ kind: 'tool_error', content: [] }, false, 'fail', 'tool_error', 'The tool reports an error, without a word.'],
    [rpc, false, 'fail', 'rpc_error', 'The server answered with JSON-RPC error -32603 "boom".'],
    [{ ...rpc, httpStatus: 400 }, false, 'error', 'http_status', 'The server answered HTTP 400 with JSON-RPC error -32603 "boom".'],
    [{ ...rpc, httpStatus: 403 }, false, 'error', 'auth', 'The server answered HTTP 403 with JSON-RPC error -32603 "boom".'],
    [
      { kind: 'needs_input', message: 'Needs input. The server answered "input required".' },
      false,
      'fail',
      'rpc_error',
      'Needs input. The server answered "input required".',
    ],
    [broken, true, 'fail', 'output_schema', 'The result is not what the tool promised: no resultType'],
    [broken, false, 'error', 'not_mcp', 'The answer is no usable result: no resultType'],
    [{ kind: 'auth_error', failure: failure('auth_rejected') }, false, 'error', 'auth', 'it was auth_rejected'],
    [{ kind: 'timeout', failure: failure('timeout') }, false, 'error', 'timeout', 'it was timeout'],
    [{ kind: 'transport_error', failure: failure('connect_failed') }, true, 'error', 'connect', 'it was connect_failed'],
    [{ kind: 'transport_error', failure: failure('http_status', { httpStatus: 502 }) }, true, 'error', 'http_status', 'it was http_status'],
  ])('%j (schema wanted: %s) is %s, %s', (outcome, validateOutputSchema, status, reason, message) => {
    expect(verdictOfOutcome(outcome, { validateOutputSchema })).toEqual({ status, reason, message });
  });
});
