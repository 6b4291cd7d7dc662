// Decides a criterion of kind `check` from the trace, by code alone (spec 02 §3). Pure: the same trace gives the same verdict.
import type { Check } from '#modules/workflows';
import { shownValue } from '#platform/match/shown-value';
import type { TraceEvent } from '../run.ts';
import { callProblem, sentCalls } from './check-calls.ts';
import type { SentCall } from './check-calls.ts';
import { checkFinalAnswer } from './check-final-answer.ts';
import { fail, pass, quoteField } from './check-finding.ts';
import type { CheckFinding } from './check-finding.ts';
import { checkToolResult } from './check-tool-result.ts';
import { matchArgs } from './match-args.ts';

export type { CheckFinding } from './check-finding.ts';

/** What the attempt used. `costUsd` is null when a price is unknown. */
export interface RunTotals {
  readonly durationMs: number;
  readonly steps: number;
  readonly tokensIn: number;
  readonly tokensOut: number;
  readonly costUsd: number | null;
}

/** `trace` is that of one attempt. */
export function evaluateCheck(check: Check, trace: readonly TraceEvent[], totals: RunTotals): CheckFinding {
  const calls = sentCalls(trace);
  switch (check.kind) {
    case 'tool_called':
      return toolCalled(check, calls);
    case 'tool_not_called':
      return toolNotCalled(check.tool, calls);
    case 'tool_order':
      return toolOrder(check.tools, calls);
    case 'no_tool_errors':
      return noToolErrors(calls);
    case 'tool_result':
      return checkToolResult(check, calls);
    case 'final_answer':
      return checkFinalAnswer(check, trace);
    case 'max_latency_ms':
      return check.tool === undefined
        ? within('The run took', { used: totals.durationMs, max: check.ms, unit: 'ms' })
        : toolLatency(check.tool, check.ms, calls);
    case 'max_tool_calls':
      return within('The run made', { used: calls.length, max: check.max, unit: 'tool calls' });
    case 'max_steps':
      return within('The run took', { used: totals.steps, max: check.max, unit: 'steps' });
    case 'max_tokens':
      return within('The run used', { used: totals.tokensIn + totals.tokensOut, max: check.max, unit: 'tokens' });
    case 'max_cost_usd':
      return maxCost(check.max, totals.costUsd);
  }
}

function toolCalled(check: Extract<Check, { kind: 'tool_called' }>, calls: readonly SentCall[]): CheckFinding {
  const { tool, argsMatch, min = 1, max = Infinity } = check;
  const own = calls.filter((call) => call.tool === tool);
  const matching = argsMatch === undefined ? own : own.filter(({ event }) => matchArgs(argsMatch, event.data.arguments));
  const wanted = max === Infinity ? `at least ${min}` : min === max ? `exactly ${min}` : `${min} to ${max}`;
  const others = argsMatch === undefined ? '' : ` with the wanted arguments (${own.length} in all)`;
  const reasoning = `${tool} was called ${times(matching.length)}${others}; wanted: ${wanted}.`;
  const isMet = matching.length >= min && matching.length <= max;
  const deciding = matching.length > 0 ? matching : own;
  return (isMet ? pass : fail)(
    reasoning,
    deciding.flatMap(({ event }) => quoteField(event, 'tool')),
  );
}

function toolNotCalled(tool: string, calls: readonly SentCall[]): CheckFinding {
  const own = calls.filter((call) => call.tool === tool);
  if (own.length === 0) return pass(`${tool} was never sent.`);
  return fail(
    `${tool} was called ${times(own.length)}.`,
    own.flatMap(({ event }) => quoteField(event, 'tool')),
  );
}

function toolOrder(tools: readonly string[], calls: readonly SentCall[]): CheckFinding {
  const firsts = tools.map((tool) => ({ tool, place: calls.findIndex((call) => call.tool === tool) }));
  const evidence = firsts.flatMap(({ place }) => (calls[place] ? quoteField(calls[place].event, 'tool') : []));
  const missing = firsts.find(({ place }) => place < 0);
  if (missing) return fail(`${missing.tool} was not called, so the order ${tools.join(', ')} is not there.`, evidence);
  const early = firsts.find(({ place }, index) => index > 0 && place < (firsts[index - 1]?.place ?? 0));
  if (!early) return pass(`First calls came in the order ${tools.join(', ')}.`, evidence);
  const before = tools[tools.indexOf(early.tool) - 1];
  return fail(`${early.tool} was first called before ${before ?? ''}; wanted: ${tools.join(', ')}.`, evidence);
}

function noToolErrors(calls: readonly SentCall[]): CheckFinding {
  const failures = calls.flatMap((call) => {
    const problem = callProblem(call);
    return problem === undefined ? [] : [{ call, problem }];
  });
  const [first] = failures;
  if (!first) return pass(calls.length === 0 ? 'No tool was called.' : `All calls returned without error (${calls.length}).`);
  const evidence = failures.flatMap(({ call }) => (call.result ? quoteField(call.result, 'outcome') : quoteField(call.event, 'tool')));
  return fail(`${failures.length} of ${calls.length} calls failed; the first: ${first.call.tool} ${first.problem}.`, evidence);
}

function toolLatency(tool: string, ms: number, calls: readonly SentCall[]): CheckFinding {
  const own = calls.filter((call) => call.tool === tool);
  const unreturned = own.find(({ result }) => result === undefined);
  if (unreturned) return fail(`A call of ${tool} never returned.`, quoteField(unreturned.event, 'tool'));
  const results = own.flatMap(({ result }) => result ?? []);
  const slow = results.filter(({ data }) => data.durationMs > ms);
  if (own.length === 0) return pass(`${tool} was not called, so no call of it took longer than ${ms} ms.`);
  const slowest = Math.max(...results.map(({ data }) => data.durationMs));
  const reasoning = `The slowest of ${own.length} calls of ${tool} took ${slowest} ms; wanted: at most ${ms} ms.`;
  return slow.length > 0
    ? fail(
        reasoning,
        slow.flatMap((result) => quoteField(result, 'durationMs')),
      )
    : pass(
        reasoning,
        results.filter(({ data }) => data.durationMs === slowest).flatMap((result) => quoteField(result, 'durationMs')),
      );
}

/** Sums have no single deciding event, so there is no evidence to quote. */
function within(what: string, { used, max, unit }: { used: number; max: number; unit: string }): CheckFinding {
  return (used <= max ? pass : fail)(`${what} ${used} ${unit}; wanted: at most ${max}.`);
}

function maxCost(max: number, costUsd: number | null): CheckFinding {
  if (costUsd === null) return fail(`The cost of the run is unknown, because a model has no price; wanted: at most $${max}.`);
  return (costUsd <= max ? pass : fail)(`The run cost $${shownValue(Number(costUsd.toPrecision(6)))}; wanted: at most $${max}.`);
}

const times = (count: number): string => (count === 0 ? 'never' : count === 1 ? 'once' : `${count} times`);
