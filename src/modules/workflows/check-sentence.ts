// The English sentence of a check: shown as its criterion text, and read back by parse-sentence (spec 11 §1).
import { codePoints } from '#kernel/bounded-text';
import type { ValueTest } from '#platform/match/value-test';
import type { Check } from './workflow.ts';

/** A criterion's text is at most 2000 code points; a longer value is left out of the sentence. */
const MAX_SENTENCE = 2000;

export function checkSentence(check: Check): string {
  const sentence = write(check, JSON.stringify);
  return codePoints(sentence) <= MAX_SENTENCE
    ? sentence
    : write(check, (value) => (typeof value === 'string' ? JSON.stringify(value) : '…'));
}

/** How values are written: in full, or left out when the sentence would grow too long. */
type Quote = (value: unknown) => string;

function write(check: Check, quote: Quote): string {
  const name = JSON.stringify;
  switch (check.kind) {
    case 'tool_called':
      return `The agent calls ${name(check.tool)} ${times(check)}${check.argsMatch ? ` with arguments ${quote(check.argsMatch)}` : ''}`;
    case 'tool_not_called':
      return `The agent never calls ${name(check.tool)}`;
    case 'tool_order':
      return `The agent first calls ${check.tools.map((tool) => name(tool)).join(', then ')}`;
    case 'no_tool_errors':
      return 'No tool call fails';
    case 'tool_result':
      return `${whichResult(check.which)} of ${name(check.tool)}${placeOf(check.jsonpath)} ${valueTest(check, quote)}`;
    case 'final_answer':
      return `The final answer ${check.contains === undefined ? valueTest(check, quote) : `contains ${quote(check.contains)}`}`;
    case 'max_latency_ms':
      return `${check.tool === undefined ? 'The whole run' : `Every call of ${name(check.tool)}`} takes at most ${check.ms} ms`;
    case 'max_tool_calls':
      return `The run makes at most ${check.max} tool calls`;
    case 'max_steps':
      return `The run takes at most ${check.max} steps`;
    case 'max_tokens':
      return `The run uses at most ${check.max} tokens`;
    case 'max_cost_usd':
      return `The run costs at most $${check.max}`;
  }
}

function times({ min = 1, max }: { readonly min?: number | undefined; readonly max?: number | undefined }): string {
  if (max === undefined) return min === 1 ? 'at least once' : `at least ${min} times`;
  if (min === max) return min === 1 ? 'exactly once' : `exactly ${min} times`;
  return `${min} to ${max} times`;
}

const RESULTS = { last: 'The last result', any: 'At least one result', all: 'Every result' };
const whichResult = (which: keyof typeof RESULTS = 'last'): string => RESULTS[which];

const placeOf = (jsonpath: string | undefined): string =>
  jsonpath === undefined || jsonpath === '$' ? '' : ` at ${JSON.stringify(jsonpath)}`;

function valueTest(test: ValueTest, quote: Quote): string {
  if (test.matches !== undefined) return `matches ${quote(test.matches)}`;
  if (test.schema !== undefined) return `fits the JSON Schema ${quote(test.schema)}`;
  return `equals ${quote(test.equals)}`;
}
