// What kind of error a run has when its server cannot be reached (outcome taxonomy: refused credential, time-out, the rest). Pure.
import type { ContactFailure } from '#platform/mcp/mcp';
import type { TesterError } from './tester/tester.ts';

/** These mean that something answered, though not as MCP: the server's fault, not the network's. */
const ANSWERED: ReadonlySet<ContactFailure['code']> = new Set([
  'http_status',
  'not_mcp',
  'protocol_unsupported',
  'list_failed',
  'process_failed',
]);

export function contactError({ code, message, hadHttpStatus }: ContactFailure): TesterError {
  if (code === 'auth_rejected') return { kind: 'auth', message };
  if (code === 'timeout') return { kind: 'timeout', message };
  return { kind: 'transport', message, hadHttpStatus: hadHttpStatus || ANSWERED.has(code) };
}
