// The check `tool_result`: do the chosen results of a tool satisfy a value test at a JSONPath (spec 02 §3)? Pure.
import type { Check } from '#modules/workflows';
import { compileJsonPath } from '#platform/match/jsonpath';
import { resultSubject, textBlocks } from '#platform/match/result-subject';
import { shownValue } from '#platform/match/shown-value';
import { problemOfValue } from '#platform/match/value-test';
import type { Evidence } from '../run.ts';
import { callProblem, hasAnswer } from './check-calls.ts';
import type { SentCall } from './check-calls.ts';
import { fail, pass, quote, quoteField } from './check-finding.ts';
import type { CheckFinding } from './check-finding.ts';

type ToolResultCheck = Extract<Check, { kind: 'tool_result' }>;
interface Judged {
  readonly call: SentCall;
  readonly problem: string | undefined;
  readonly evidence: readonly Evidence[];
}

export function checkToolResult(check: ToolResultCheck, calls: readonly SentCall[]): CheckFinding {
  const own = calls.filter(({ tool }) => tool === check.tool);
  const which = check.which ?? 'last';
  const judged = (which === 'last' ? own.slice(-1) : own).map((call) => judgeCall(check, call));
  if (judged.length === 0) return fail(`${check.tool} was not called, so there is no result to look at.`);
  const good = judged.filter(({ problem }) => problem === undefined);
  const bad = judged.filter(({ problem }) => problem !== undefined);
  const decides = which === 'any' ? good.length > 0 : bad.length === 0;
  const deciding = decides ? good : bad;
  const evidence = deciding.flatMap((one) => one.evidence);
  const count = `${good.length} of ${judged.length} looked at ${good.length === 1 ? 'satisfies' : 'satisfy'} the check`;
  if (decides) return pass(`${resultsOf(which)} of ${check.tool} ${placeOf(check)}as wanted: ${count}.`, evidence);
  return fail(`${resultsOf(which)} of ${check.tool} ${placeOf(check)}not as wanted: ${bad[0]?.problem ?? ''} (${count}).`, evidence);
}

const resultsOf = (which: 'last' | 'any' | 'all'): string =>
  which === 'last' ? 'The last result' : which === 'any' ? 'A result' : 'Every result';
const placeOf = ({ jsonpath }: ToolResultCheck): string => (jsonpath === undefined || jsonpath === '$' ? 'is ' : `at ${jsonpath} is `);

/** Every value the path selects must satisfy the test, and it must select at least one. */
function judgeCall(check: ToolResultCheck, call: SentCall): Judged {
  if (!call.result || !hasAnswer(call.result)) {
    const evidence = call.result ? quoteField(call.result, 'outcome') : quoteField(call.event, 'tool');
    return { call, problem: `the call ${callProblem(call) ?? 'gave no result'}`, evidence };
  }
  const path = compileJsonPath(check.jsonpath ?? '$');
  const values = path.ok ? path.value.query(resultSubject(call.result.data)) : [];
  const problem = values.length === 0 ? 'nothing stands there' : firstProblem(check, values);
  const cutNote = problem !== undefined && call.result.data.truncated ? ' (the stored result was cut)' : '';
  return { call, problem: problem === undefined ? undefined : `${problem}${cutNote}`, evidence: quoteResult(call.result, values[0]) };
}

function firstProblem(check: ToolResultCheck, values: readonly unknown[]): string | undefined {
  for (const value of values) {
    const problem = problemOfValue(check, value);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

type ResultEvent = NonNullable<SentCall['result']>;

/** The selected value where it can be quoted literally, else the beginning of the text, else the name of the tool. */
function quoteResult(event: ResultEvent, value: unknown): Evidence[] {
  const texts = textBlocks(event.data.content);
  const leaf = typeof value === 'string' ? value : typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined;
  const candidates = [leaf, texts[0], leafPair(event.data.structuredContent)];
  const text = candidates.find((candidate) => candidate !== undefined && candidate.trim() !== '' && standsIn(event, candidate.trim()));
  return text === undefined ? quoteField(event, 'tool') : quote(event, text);
}

const standsIn = (event: ResultEvent, text: string): boolean =>
  textBlocks(event.data.content).some((block) => block.includes(text)) ||
  JSON.stringify(event.data.structuredContent ?? null).includes(text);

/** The first `"key":leaf` inside a value: the same text whatever the order of keys. */
function leafPair(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  for (const [key, child] of Object.entries(value)) {
    if (typeof child !== 'object' || child === null)
      return Array.isArray(value) ? shownValue(child) : `${JSON.stringify(key)}:${JSON.stringify(child)}`;
    const inner = leafPair(child);
    if (inner !== undefined) return inner;
  }
  return undefined;
}
