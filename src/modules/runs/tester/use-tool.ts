// One tool use of the tester: judged by the policy, sent or stopped before the wire, recorded, and answered.
import { newId } from '#kernel/ids';
import type { ToolUse } from '#platform/llm/model';
import type { CallResult, CatalogTool } from '#platform/mcp/mcp';
import { decideTool } from '#modules/workflows';
import { overBudget, stopOf } from './attempt.ts';
import type { Attempt, End } from './attempt.ts';
import { isRecord } from './block-text.ts';
import { limitBeforeCall } from './budget.ts';
import { callAnswer } from './call-answer.ts';
import type { CallAnswer } from './call-answer.ts';
import { keptForTrace } from './cut-text.ts';
import { UNKNOWN_TOOL } from './own-mistake.ts';
import { malformed, refuseUse } from './refuse-use.ts';
import type { Refusal } from './refuse-use.ts';
import { shownResult } from './shown-result.ts';
import { tell } from './tell.ts';
import { useHelper } from './use-helper.ts';

/** Returns how the attempt ends, or undefined when it goes on. */
export async function useTool(attempt: Attempt, use: ToolUse): Promise<End | undefined> {
  if (attempt.offer.helpers.has(use.name)) return useHelper(attempt, use);
  const tool = attempt.offer.tools.get(use.name);
  const refusal = refusalOf(attempt, use, tool);
  if (refusal !== undefined) return refuseUse(attempt, use, refusal);
  const limit = limitBeforeCall(attempt.totals, attempt.input.limits);
  if (limit) return overBudget(limit);
  return sendCall(attempt, use, tool);
}

function refusalOf(attempt: Attempt, use: ToolUse, tool: CatalogTool | undefined): Refusal | undefined {
  if (tool === undefined) return { rule: UNKNOWN_TOOL, message: `There is no tool "${use.name}". Use only the offered tools.` };
  if (use.malformed !== undefined) return malformed(`${use.malformed}. Send a JSON object`);
  const decision = decideTool(attempt.input.spec.toolPolicy, tool);
  return decision.allowed
    ? undefined
    : { rule: decision.rule, message: `The rules of this test block the tool "${use.name}" (${decision.rule}). It was not called.` };
}

async function sendCall(attempt: Attempt, use: ToolUse, tool: CatalogTool | undefined): Promise<End | undefined> {
  const callId = newId('call');
  const args = isRecord(use.arguments) ? use.arguments : {};
  await attempt.append('tool_call', { callId, tool: use.name, arguments: args });
  attempt.totals = { ...attempt.totals, toolCalls: attempt.totals.toolCalls + 1 };
  const result = await attempt.input.session.callTool({ name: use.name, arguments: args, tool, signal: attempt.time.signal });
  const answer = callAnswer(result.outcome);
  const shown = shownResult(answer, { source: `tool ${use.name}`, maxBytes: attempt.input.limits.maxToolResultBytes, mark: attempt.mark });
  await recordResult(attempt, { callId, tool: use.name, result, answer, isCut: shown.isCut });
  const stop = stopOf(attempt) ?? (answer.ends && { error: answer.ends });
  if (stop) return stop;
  tell(attempt, use, { ...shown, isError: answer.isError });
  return undefined;
}

interface Recorded {
  readonly callId: string;
  readonly tool: string;
  readonly result: CallResult;
  readonly answer: CallAnswer;
  readonly isCut: boolean;
}

async function recordResult(attempt: Attempt, { callId, tool, result, answer, isCut }: Recorded): Promise<void> {
  const kept = keptForTrace(answer.content, answer.structuredContent);
  await attempt.append('tool_result', {
    callId,
    tool,
    isError: answer.isError,
    ...(answer.rpcError ? { rpcError: answer.rpcError } : {}),
    outcome: result.outcome.kind,
    content: kept.content,
    ...(kept.structuredContent === undefined ? {} : { structuredContent: kept.structuredContent }),
    bytes: result.bytes,
    truncated: isCut || kept.isCut,
    durationMs: result.durationMs,
  });
}
