// One row per way a request can end.
import { describe, expect, it } from 'vitest';
import { classifyOutcome } from './classify-outcome.ts';
import type { Proof, Verdict } from './classify-outcome.ts';
import type { CallOutcome, ContactFailure } from './mcp.ts';

const failure = (code: ContactFailure['code']): ContactFailure => ({ code, message: 'why', phase: 'call', hadHttpStatus: true });
const NOT_MCP = failure('not_mcp');
const rpc: Verdict = { kind: 'rpc', message: 'Structured content does not match' };
const other: Verdict = { kind: 'other', message: 'lost' };
const unusable = (resultType?: string): Verdict => ({ kind: 'unusable', message: 'Invalid result', resultType });
const result = (fields: Record<string, unknown>): Verdict => ({ kind: 'result', result: fields });
const proof = (more: Partial<Proof> = {}): Proof => ({ isTruncated: false, askedByServer: [], ...more });
const text = { type: 'text', text: 'hi' };
const error = (code: number, data?: unknown): Proof => proof({ error: { code, message: 'no', data } });

const cases: [string, Verdict, Proof, ContactFailure, Partial<CallOutcome>][] = [
  ['a result is ok', result({ content: [text] }), proof(), NOT_MCP, { kind: 'ok', content: [text] }],
  ['an empty content is ok', result({ content: [] }), proof(), NOT_MCP, { kind: 'ok', content: [] }],
  [
    'structured content is handed on, falsy values too',
    result({ content: [], structuredContent: 0 }),
    proof(),
    NOT_MCP,
    { kind: 'ok', structuredContent: 0 },
  ],
  ['what is no block is left out', result({ content: [text, 'text', null, {}] }), proof(), NOT_MCP, { kind: 'ok', content: [text] }],
  ['isError is a tool error', result({ content: [text], isError: true }), proof(), NOT_MCP, { kind: 'tool_error', content: [text] }],
  ['isError that is not true is no tool error', result({ content: [text], isError: 'yes' }), proof(), NOT_MCP, { kind: 'ok' }],
  [
    'an error frame is the server’s',
    rpc,
    error(-32602),
    NOT_MCP,
    { kind: 'protocol_error', origin: 'server', code: -32602, message: 'no' },
  ],
  [
    'an error frame counts whatever the library threw',
    other,
    error(-32603, { a: 1 }),
    failure('http_status'),
    { kind: 'protocol_error', code: -32603, data: { a: 1 } },
  ],
  [
    'an error without a number is still the server’s',
    rpc,
    proof({ error: { message: 'x' } }),
    NOT_MCP,
    { kind: 'protocol_error', code: 0 },
  ],
  [
    'a client error over a result frame is a schema violation',
    rpc,
    proof({ result: { content: [text], structuredContent: { a: 1 } } }),
    NOT_MCP,
    { kind: 'schema_violation', origin: 'client-validator', content: [text], structuredContent: { a: 1 } },
  ],
  ['an unusable result is a schema violation', unusable(), proof({ result: { content: [text] } }), NOT_MCP, { kind: 'schema_violation' }],
  [
    'a task nobody asked for is a schema violation',
    unusable('task'),
    proof({ result: { resultType: 'task' } }),
    NOT_MCP,
    { kind: 'schema_violation' },
  ],
  [
    'a client error over a frame too long to keep is a schema violation',
    rpc,
    proof({ isTruncated: true }),
    NOT_MCP,
    { kind: 'schema_violation' },
  ],
  [
    'input_required is needs_input',
    unusable('input_required'),
    proof({ result: { resultType: 'input_required' } }),
    NOT_MCP,
    { kind: 'needs_input' },
  ],
  ['input_required as a result is needs_input', result({ resultType: 'input_required' }), proof(), NOT_MCP, { kind: 'needs_input' }],
  [
    '−32021 for elicitation is needs_input',
    rpc,
    error(-32021, { requiredCapabilities: { elicitation: {} } }),
    NOT_MCP,
    { kind: 'needs_input' },
  ],
  [
    '−32021 for anything else is a protocol error',
    rpc,
    error(-32021, { requiredCapabilities: { tasks: {} } }),
    NOT_MCP,
    { kind: 'protocol_error' },
  ],
  ['−32042 is needs_input', rpc, error(-32042), NOT_MCP, { kind: 'needs_input' }],
  [
    'an error after the server asked us is needs_input',
    rpc,
    { ...error(-32603), askedByServer: ['elicitation/create'] },
    NOT_MCP,
    { kind: 'needs_input' },
  ],
  [
    'a tool error after the server asked us is needs_input',
    result({ content: [], isError: true }),
    proof({ askedByServer: ['sampling/createMessage'] }),
    NOT_MCP,
    { kind: 'needs_input' },
  ],
  ['success after the server asked us is ok', result({ content: [] }), proof({ askedByServer: ['roots/list'] }), NOT_MCP, { kind: 'ok' }],
  ['a ping by the server means nothing', rpc, { ...error(-32603), askedByServer: ['ping'] }, NOT_MCP, { kind: 'protocol_error' }],
  [
    'waiting for an answer of ours until time is up is needs_input',
    other,
    proof({ askedByServer: ['elicitation/create'] }),
    failure('timeout'),
    { kind: 'needs_input' },
  ],
  ['a time-out is a time-out', other, proof(), failure('timeout'), { kind: 'timeout', failure: failure('timeout') }],
  ['a refused credential is an auth error', other, proof(), failure('auth_rejected'), { kind: 'auth_error' }],
  ['a broken connection is a transport error', other, proof(), failure('connect_failed'), { kind: 'transport_error' }],
  ['no message at all is a transport error', unusable(), proof(), NOT_MCP, { kind: 'transport_error', failure: NOT_MCP }],
  ['a home-made error without any frame accuses nobody', rpc, proof(), NOT_MCP, { kind: 'transport_error' }],
];

describe('the outcome of a request', () => {
  it.each(cases)('%s', (...[, verdict, seen, cause, expected]) => {
    expect(classifyOutcome(verdict, seen, cause)).toMatchObject(expected);
  });
});
