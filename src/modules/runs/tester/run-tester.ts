// One attempt of a tester: model turn, tool uses, model turn … until a final answer, a limit or a failure (spec 02 §10).
import type { ModelFailure, Step } from '#platform/llm/model';
import { overBudget, startAttempt, stopOf } from './attempt.ts';
import type { Attempt, End } from './attempt.ts';
import { limitBeforeStep, limitOfSpending, withUsage } from './budget.ts';
import { recordNotifications } from './record-notifications.ts';
import { testerInstructions } from './tester-instructions.ts';
import type { TesterInput, TesterResult } from './tester.ts';
import { useTool } from './use-tool.ts';

const MAX_FINAL_ANSWER_CHARS = 200_000;

/**
 * Appends `mcp_connected`, everything the tester does, and at the end `final_answer`, or `limit_reached` and `error`.
 * Judging, the run's other events and closing the session are the caller's. Rejects only when an event cannot be stored.
 */
export async function runTester(input: TesterInput): Promise<TesterResult> {
  const attempt = startAttempt(input);
  const notifications = recordNotifications(attempt);
  try {
    await appendConnected(attempt);
    const end = await converse(attempt);
    await notifications.stop();
    return await conclude(attempt, end);
  } finally {
    attempt.time.release();
  }
}

async function appendConnected({ append, input: { session }, offer }: Attempt): Promise<void> {
  const { protocolVersion, era, serverInfo, findings } = session;
  await append('mcp_connected', {
    protocolVersion,
    era,
    serverInfo,
    offeredTools: offer.offers.map(({ name }) => name),
    ...(findings.length === 0 ? {} : { findings: [...findings] }),
  });
}

async function converse(attempt: Attempt): Promise<End> {
  // Ends at the latest with maxSteps.
  for (;;) {
    const stop = stopBeforeStep(attempt);
    if (stop) return stop;
    const outcome = await takeStep(attempt);
    if (!outcome.ok) return stepFailed(attempt, outcome.error);
    const end = await followStep(attempt, outcome.value);
    if (end) return end;
  }
}

function stopBeforeStep(attempt: Attempt): End | undefined {
  const stop = stopOf(attempt);
  if (stop) return stop;
  const limit = limitBeforeStep(attempt.totals, attempt.input.limits);
  return limit && overBudget(limit);
}

function takeStep({ input, messages, offer, mark, time }: Attempt) {
  const skillText = input.target.skillMode === 'text' ? (input.target.skillText ?? null) : null;
  return input.model.step({
    instructions: testerInstructions({ skillText, serverInstructions: input.session.instructions, mark }),
    messages,
    tools: offer.offers,
    timeoutMs: time.leftMs(),
    signal: time.signal,
  });
}

async function followStep(attempt: Attempt, step: Step): Promise<End | undefined> {
  attempt.totals = withUsage({ ...attempt.totals, steps: attempt.totals.steps + 1 }, step);
  const { text, tokensIn, tokensOut, costUsd, latencyMs, stopReason } = step;
  await attempt.append('model_message', { text, tokensIn, tokensOut, costUsd, latencyMs, stopReason });
  if (step.toolUses.length === 0) return finalAnswer(step);
  const limit = limitOfSpending(attempt.totals, attempt.input.limits);
  if (limit) return overBudget(limit);
  attempt.messages.push({ role: 'assistant', text, toolUses: step.toolUses, raw: step.raw });
  for (const use of step.toolUses) {
    const end = stopOf(attempt) ?? (await useTool(attempt, use));
    if (end) return end;
  }
  return undefined;
}

function finalAnswer({ text, stopReason }: Step): End {
  if (stopReason === 'refusal')
    return modelError(text.trim() === '' ? 'The model refused to go on.' : `The model refused to go on: ${text.slice(0, 500)}`);
  if (text.trim() !== '')
    return { finalAnswer: text.length > MAX_FINAL_ANSWER_CHARS ? `${text.slice(0, MAX_FINAL_ANSWER_CHARS)}\n[cut]` : text };
  return modelError(
    stopReason === 'length' ? 'The model stopped at its output limit without an answer.' : 'The model ended without an answer.',
  );
}

const modelError = (message: string): End => ({ error: { kind: 'model', message } });

/** A request that ended with the time or the cancellation is that; anything else is the model's failure. */
function stepFailed(attempt: Attempt, failure: ModelFailure): End {
  if (failure.usage) attempt.totals = withUsage(attempt.totals, failure.usage);
  const { message, needsModel } = failure;
  return stopOf(attempt) ?? { error: { kind: 'model', message, ...(needsModel ? { needsModel } : {}) } };
}

async function conclude({ append, totals }: Attempt, end: End): Promise<TesterResult> {
  if ('finalAnswer' in end) {
    await append('final_answer', { text: end.finalAnswer });
    return { totals, finalAnswer: end.finalAnswer };
  }
  if (end.limit) await append('limit_reached', { limit: end.limit.limit, value: end.limit.value });
  await append('error', { kind: end.error.kind, message: end.error.message });
  return { totals, error: end.error };
}
