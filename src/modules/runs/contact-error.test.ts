// Every way a contact can fail has its error kind, and transport errors know whether anything answered.
import { expect, test } from 'vitest';
import type { ContactCode } from '#platform/mcp/mcp';
import { contactError } from './contact-error.ts';

test.each<[ContactCode, boolean, object]>([
  ['auth_rejected', true, { kind: 'auth' }],
  ['timeout', false, { kind: 'timeout' }],
  ['dns_failed', false, { kind: 'transport', hadHttpStatus: false }],
  ['connect_failed', false, { kind: 'transport', hadHttpStatus: false }],
  ['tls_failed', false, { kind: 'transport', hadHttpStatus: false }],
  ['blocked_address', false, { kind: 'transport', hadHttpStatus: false }],
  ['connect_failed', true, { kind: 'transport', hadHttpStatus: true }],
  ['http_status', true, { kind: 'transport', hadHttpStatus: true }],
  ['not_mcp', false, { kind: 'transport', hadHttpStatus: true }],
  ['protocol_unsupported', true, { kind: 'transport', hadHttpStatus: true }],
  ['list_failed', false, { kind: 'transport', hadHttpStatus: true }],
])('%s with a status: %s', (code, hadHttpStatus, expected) => {
  expect(contactError({ code, hadHttpStatus, message: 'why', phase: 'connect' })).toEqual({ message: 'why', ...expected });
});
