// What a contact came to, as status and reason of a check (spec 03 §2). Pure.
import type { CallOutcome, ContactCode, ContactFailure } from '#platform/mcp/mcp';
import { textBlocks } from '#platform/match/result-subject';
import type { CheckReason, CheckStatus } from '../monitor.ts';

export interface CheckVerdict {
  readonly status: CheckStatus;
  /** Null for a pass. */
  readonly reason: CheckReason | null;
  /** For people. The server's words in it are as long as they came, and not yet free of secrets. */
  readonly message: string | null;
}

export const PASSED: CheckVerdict = { status: 'pass', reason: null, message: null };

const fail = (reason: CheckReason, message: string): CheckVerdict => ({ status: 'fail', reason, message });
const error = (reason: CheckReason, message: string): CheckVerdict => ({ status: 'error', reason, message });

/** Of a call that was sent. A pass is one so far: output schema and assertions are looked at by others. */
export function verdictOfOutcome(outcome: CallOutcome, { validateOutputSchema }: { readonly validateOutputSchema: boolean }): CheckVerdict {
  switch (outcome.kind) {
    case 'ok':
      return PASSED;
    case 'tool_error':
      return fail('tool_error', toolErrorText(outcome.content));
    case 'protocol_error':
      return rpcVerdict(outcome);
    case 'needs_input':
      return fail('rpc_error', outcome.message);
    // An answer that is no result as the protocol has it. Who did not ask for checks of its shape got no usable answer.
    case 'schema_violation':
      return validateOutputSchema
        ? fail('output_schema', `The result is not what the tool promised: ${outcome.message}`)
        : error('not_mcp', `The answer is no usable result: ${outcome.message}`);
    case 'auth_error':
    case 'timeout':
    case 'transport_error':
      return verdictOfFailure(outcome.failure);
  }
}

/** Of a server that was not reached, or gave no usable answer. */
export function verdictOfFailure(failure: ContactFailure): CheckVerdict {
  if (failure.isOurs) return notTheirs(OURS[failure.code] ?? 'the network of this instance seems to be down', failure.message);
  if (failure.code === 'protocol_unsupported' && failure.rpcCode !== undefined) return fail('rpc_error', failure.message);
  return error(REASONS[failure.code], failure.message);
}

const OURS: { readonly [C in ContactCode]?: string } = { process_failed: 'this instance had no room for the program' };

/** Says nothing about the server. */
export const notTheirs = (why: string, message: string): CheckVerdict => ({
  status: 'unknown',
  reason: 'own_network',
  message: `Not counted: ${why}. What happened: ${message}`,
});

const REASONS: { readonly [C in ContactCode]: CheckReason } = {
  dns_failed: 'dns',
  connect_failed: 'connect',
  tls_failed: 'tls',
  timeout: 'timeout',
  blocked_address: 'blocked_address',
  auth_rejected: 'auth',
  http_status: 'http_status',
  not_mcp: 'not_mcp',
  protocol_unsupported: 'not_mcp',
  list_failed: 'not_mcp',
  process_failed: 'process',
};

/** A status that is no 2xx decides, whatever the body holds beside it. */
function rpcVerdict({ code, message, httpStatus }: Extract<CallOutcome, { kind: 'protocol_error' }>): CheckVerdict {
  const said = `JSON-RPC error ${code} ${JSON.stringify(message)}`;
  if (httpStatus === undefined) return fail('rpc_error', `The server answered with ${said}.`);
  if (httpStatus === 401 || httpStatus === 403) return error('auth', `The server answered HTTP ${httpStatus} with ${said}.`);
  return error('http_status', `The server answered HTTP ${httpStatus} with ${said}.`);
}

function toolErrorText(content: readonly unknown[]): string {
  const text = textBlocks(content).join('\n').trim();
  return text === '' ? 'The tool reports an error, without a word.' : `The tool reports an error: ${text}`;
}
