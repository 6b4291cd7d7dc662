// A check as the sentence a person reads in a list of criteria.
import type { Check } from '../api/workflows.ts';

export function checkSentence(check: Check): string {
  switch (check.kind) {
    case 'tool_called':
      return `${check.tool} is called ${times(check.min ?? 1, check.max)}${check.argsMatch === undefined ? '' : ` with ${json(check.argsMatch)}`}`;
    case 'tool_not_called':
      return `${check.tool} is not called`;
    case 'tool_order':
      return `Tools are first called in this order: ${check.tools.join(', ')}`;
    case 'no_tool_errors':
      return 'No tool call returns an error';
    case 'tool_result':
      return `${WHICH[check.which ?? 'last']} of ${check.tool}${at(check.jsonpath)} ${valueTest(check)}`;
    case 'final_answer':
      return `The final answer ${valueTest(check)}`;
    case 'max_latency_ms':
      return check.run === true ? `The run takes at most ${check.ms} ms` : `Each call of ${check.tool ?? ''} takes at most ${check.ms} ms`;
    case 'max_tool_calls':
      return `At most ${check.max} tool calls are made`;
    case 'max_steps':
      return `The tester takes at most ${check.max} steps`;
    case 'max_tokens':
      return `The tester uses at most ${check.max} tokens`;
    case 'max_cost_usd':
      return `The run costs at most $${check.max}`;
  }
}

const WHICH = { last: 'The last result', any: 'Some result', all: 'Every result' } as const;
const at = (path: string | undefined): string => (path === undefined || path === '$' || path === '' ? '' : ` at ${path}`);

const SHOWN_CHARS = 120;

function json(value: unknown): string {
  const text = JSON.stringify(value) ?? '';
  return text.length > SHOWN_CHARS ? `${text.slice(0, SHOWN_CHARS - 3)}…` : text;
}

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
  if (contains !== undefined) return `contains “${contains}”`;
  if (matches !== undefined) return `matches /${matches}/`;
  if (schema !== undefined) return `fits the schema ${json(schema)}`;
  return `equals ${json(equals)}`;
}
