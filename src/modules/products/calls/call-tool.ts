// Calls one tool: a checked call becomes one request to the API, with the caller's own credential (spec 06 §4).
import { seconds } from '#kernel/duration';
import { PRODUCT_MCP, recordEvent } from '#modules/analytics';
import { buildRequest, checkArguments, sendOperation } from '#modules/sources';
import type { BuiltRequest, OperationAnswer } from '#modules/sources';
import type { Deps } from '#platform/ctx';
import type { ToolAnswer, ToolContext } from '#platform/mcp/define-tool';
import { refusedFields } from '#platform/mcp/hosted-errors';
import { forgetCredential } from '../admission/admit-caller.ts';
import { forwarded } from '../admission/credential-in.ts';
import { noteFailure } from '../admission/failed-credentials.ts';
import type { ProductCaller } from '../product.ts';
import type { ProductTool } from './product-tools.ts';
import { answerOfFault, answerOfStatus } from './tool-answer.ts';

const MAX_BYTES = 1024 * 1024;
const TIMEOUT_MS = seconds(30);

interface ToolCall {
  readonly tool: ProductTool;
  readonly args: unknown;
  /** What telemetry calls the session. */
  readonly sessionKey: string;
  readonly context: Pick<ToolContext, 'signal' | 'clientInfo'>;
}

/** How a call ended, for telemetry: no argument, no result. */
interface Ended {
  readonly status: number | null;
  readonly error: string | null;
}

/** Throws RpcError -32602 naming every wrong argument; nothing was sent then. Rejects with the reason of the caller's signal. */
export async function callTool(deps: Deps, caller: ProductCaller, call: ToolCall): Promise<ToolAnswer> {
  const startedAt = deps.clock.now();
  const note = (ended: Ended): void => recordEvent(deps, eventOf(caller, call, { ...ended, startedAt, now: deps.clock.now() }));
  try {
    const request = requestOf(caller, call);
    const { answer, ended } = await send(deps, caller, { request, signal: call.context.signal });
    note(ended);
    return answer;
  } catch (error) {
    note({
      status: null,
      error: call.context.signal.aborted ? 'cancelled' : error instanceof Refused ? 'validation_failed' : 'internal_error',
    });
    throw error instanceof Refused ? error.cause : error;
  }
}

/** Wraps what goes to the caller, to be told from faults of ours. */
class Refused extends Error {}

function requestOf({ product }: ProductCaller, { tool, args }: ToolCall): BuiltRequest {
  const built = buildRequest(tool.operation, args, { baseUrl: product.baseUrl });
  if (!built.ok) throw new Refused('refused', { cause: refusedFields(built.fieldErrors) });
  const fault = checkArguments(tool.operation, product.bundle.schemas, args);
  if (fault) throw new Refused('refused', { cause: refusedFields([fault]) });
  const { method, url, headers, body } = built;
  return { method, url, headers, body };
}

async function send(
  deps: Deps,
  caller: ProductCaller,
  { request, signal }: { readonly request: BuiltRequest; readonly signal: AbortSignal },
): Promise<{ answer: ToolAnswer; ended: Ended }> {
  const { baseUrl, connection } = caller.product;
  const credential = forwarded(connection, caller.credential);
  const sent = await sendOperation(deps, request, { baseUrl, credential, maxBytes: MAX_BYTES, timeoutMs: TIMEOUT_MS, signal });
  if (!sent.ok) return { answer: answerOfFault(sent.error), ended: { status: null, error: sent.error.code } };
  await heed(deps, caller, sent.value);
  const { status } = sent.value;
  return {
    answer: answerOfStatus(sent.value, MAX_BYTES),
    ended: { status, error: status >= 200 && status < 300 ? null : `http_${status}` },
  };
}

/** What the API says of the credential counts more than what it said a moment ago. */
async function heed(deps: Deps, caller: ProductCaller, { status }: OperationAnswer): Promise<void> {
  if (status !== 401 && status !== 403) return;
  forgetCredential(deps, caller);
  // Nothing else tells a guesser where credentials are not asked for.
  if (status === 401 && caller.product.connection.validationMode === 'presence_only') await noteFailure(deps.limits, caller.ip);
}

function eventOf(
  { product, callerId }: ProductCaller,
  { tool, sessionKey, context }: ToolCall,
  { status, error, startedAt, now }: Ended & { readonly startedAt: Date; readonly now: Date },
) {
  const { id } = product.bundle.source;
  const { operationId, method, path } = tool.operation;
  return {
    orgId: product.org.id,
    source: PRODUCT_MCP,
    actorId: `caller_${callerId}`,
    sessionKey,
    toolName: tool.name,
    startedAt,
    durationMs: Math.max(0, now.getTime() - startedAt.getTime()),
    ok: error === null,
    error,
    userIntent: null,
    agentThinking: null,
    userFrustration: null,
    facts: { mcp_server_id: id, operation_id: operationId, method, path, status, client_name: context.clientInfo?.name ?? null },
  } as const;
}
