// A check as the sentence a person reads in a list of criteria, in the words the server reads back into a check.
import type { Check } from '../api/workflows.ts';

export function checkSentence(check: Check): string {
  switch (check.kind) {
    case 'tool_called':
      return `The agent calls ${json(check.tool)} ${times(check.min ?? 1, check.max)}${check.argsMatch === undefined ? '' : ` with arguments ${json(check.argsMatch)}`}`;
    case 'tool_not_called':
      return `The agent never calls ${json(check.tool)}`;
    case 'tool_order':
      return `The agent first calls ${check.tools.map(json).join(', then ')}`;
    case 'no_tool_errors':
      return 'No tool call fails';
    case 'tool_result':
      return `${WHICH[check.which ?? 'last']} of ${json(check.tool)}${at(check.jsonpath)} ${valueTest(check)}`;
    case 'final_answer':
      return `The final answer ${valueTest(check)}`;
    case 'max_latency_ms':
      return `${check.tool === undefined ? 'The whole run' : `Every call of ${json(check.tool)}`} takes at most ${check.ms} ms`;
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

const WHICH = { last: 'The last result', any: 'At least one result', all: 'Every result' } as const;
const at = (path: string | undefined): string => (path === undefined || path === '$' ? '' : ` at ${json(path)}`);
const json = (value: unknown): string => JSON.stringify(value) ?? '';

function times(min: number, max: number | undefined): string {
  if (max === undefined) return min === 1 ? 'at least once' : `at least ${min} times`;
  if (min === max) return min === 1 ? 'exactly once' : `exactly ${min} times`;
  return `${min} to ${max} times`;
}

interface ValueTest {
  readonly contains?: string;
  readonly matches?: string;
  readonly schema?: unknown;
  readonly equals?: unknown;
}

function valueTest({ contains, matches, schema, equals }: ValueTest): string {
  if (contains !== undefined) return `contains ${json(contains)}`;
  if (matches !== undefined) return `matches ${json(matches)}`;
  return schema === undefined ? `equals ${json(equals)}` : `fits the JSON Schema ${json(schema)}`;
}
