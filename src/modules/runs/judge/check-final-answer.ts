// The check `final_answer`: what the tester said last contains a text, matches a pattern, or is JSON of a schema. Pure.
import { failed, ok } from '#kernel/outcome';
import type { Outcome } from '#kernel/outcome';
import type { Check } from '#modules/workflows';
import { shownValue } from '#platform/match/shown-value';
import { problemUnderSchema, testPattern } from '#platform/match/value-test';
import type { TraceEvent } from '../run.ts';
import { fail, pass, quote } from './check-finding.ts';
import type { CheckFinding } from './check-finding.ts';

type FinalAnswerCheck = Extract<Check, { kind: 'final_answer' }>;

export function checkFinalAnswer(check: FinalAnswerCheck, trace: readonly TraceEvent[]): CheckFinding {
  const event = trace.findLast((one) => one.type === 'final_answer');
  if (event?.type !== 'final_answer') return fail('There is no final answer.');
  const { text } = event.data;
  const { problem, excerpt } = judgeAnswer(check, text);
  const evidence = quote(event, excerpt ?? text);
  return problem === undefined ? pass(`The final answer ${goodWord(check)}.`, evidence) : fail(`The final answer ${problem}.`, evidence);
}

interface Judged {
  readonly problem: string | undefined;
  readonly excerpt?: string;
}

function judgeAnswer(check: FinalAnswerCheck, text: string): Judged {
  if (check.contains !== undefined) {
    return text.includes(check.contains)
      ? { problem: undefined, excerpt: check.contains }
      : { problem: `does not contain ${shownValue(check.contains)}` };
  }
  if (check.matches !== undefined)
    return { problem: testPattern(check.matches, text) ? undefined : `does not match ${shownValue(check.matches)}` };
  const answer = jsonOfAnswer(text);
  if (!answer.ok) return { problem: answer.error };
  return { problem: check.schema === undefined ? 'has nothing to be compared with' : problemUnderSchema(check.schema, answer.value) };
}

const goodWord = ({ contains, matches }: FinalAnswerCheck): string =>
  contains !== undefined
    ? `contains ${shownValue(contains)}`
    : matches !== undefined
      ? `matches ${shownValue(matches)}`
      : 'fits the schema';

/** A fence opens and closes with three or more backticks at the beginning of a line. */
const FENCE = /^[ ]{0,3}(`{3,}|~{3,})/;

/** The answer as JSON, else its only fenced block as JSON. */
function jsonOfAnswer(text: string): Outcome<unknown, string> {
  const whole = parse(text);
  if (whole.ok) return whole;
  const blocks = fencedBlocks(text);
  if (blocks.length === 0) return failed('is not JSON and has no fenced block');
  if (blocks.length > 1) return failed(`is not JSON and has ${blocks.length} fenced blocks instead of one`);
  const block = parse(blocks[0] ?? '');
  return block.ok ? block : failed('has a fenced block that is not JSON');
}

function fencedBlocks(text: string): string[] {
  const blocks: string[] = [];
  let fence: string | undefined;
  let lines: string[] = [];
  for (const line of text.split(/\r?\n/)) {
    const mark = FENCE.exec(line)?.[1];
    if (fence === undefined) {
      if (mark !== undefined) [fence, lines] = [mark, []];
    } else if (mark?.startsWith(fence) && line.trim() === mark) {
      blocks.push(lines.join('\n'));
      fence = undefined;
    } else {
      lines.push(line);
    }
  }
  return blocks;
}

function parse(text: string): Outcome<unknown, string> {
  try {
    return ok(JSON.parse(text) as unknown);
  } catch {
    // Answers are mostly prose: no JSON is an ordinary finding, not a fault.
    return failed('is not JSON');
  }
}
