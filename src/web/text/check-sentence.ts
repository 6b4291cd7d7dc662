// A check as the sentence a person reads in a list of criteria.
import type { Check } from '../api/workflows.ts';

export function checkSentence(check: Check): string {
  switch (check.kind) {
    case 'tool_called':
      return `${name(check.tool)} is called ${times(check.min ?? 1, check.max)}${check.argsMatch === undefined ? '' : ` with ${json(check.argsMatch)}`}`;
    case 'tool_not_called':
      return `${name(check.tool)} is not called`;
    case 'tool_order':
      return `Tools are first called in this order: ${(check.tools ?? []).join(', ')}`;
    case 'no_tool_errors':
      return 'No tool call returns an error';
    case 'tool_result':
      return `${whichResult(check)} of ${name(check.tool)}${at(check.jsonpath)} ${valueTest(check)}`;
    case 'final_answer':
      return `The final answer ${valueTest(check)}`;
    case 'max_latency_ms':
      return check.run === true ? `The run takes at most ${check.ms ?? '?'} ms` : `Each call of ${name(check.tool)} takes at most ${check.ms ?? '?'} ms`;
    case 'max_tool_calls':
      return `At most ${check.max ?? '?'} tool calls are made`;
    case 'max_steps':
      return `The tester takes at most ${check.max ?? '?'} steps`;
    case 'max_tokens':
      return `The tester uses at most ${check.max ?? '?'} tokens`;
    case 'max_cost_usd':
      return `The run costs at most $${check.max ?? '?'}`;
  }
}

const name = (tool: string | undefined): string => (tool === undefined || tool === '' ? '(tool)' : tool);
const at = (path: string | undefined): string => (path === undefined || path === '$' || path === '' ? '' : ` at ${path}`);

function json(value: unknown): string {
  const text = JSON.stringify(value) ?? '';
  return text.length > 120 ? `${text.slice(0, 117)}…` : text;
}

function times(min: number, max: number | undefined): string {
  if (max === undefined) return min === 1 ? 'at least once' : `at least ${min} times`;
  if (min === max) return min === 1 ? 'exactly once' : `exactly ${min} times`;
  return `${min} to ${max} times`;
}

function whichResult({ which }: Check): string {
  if (which === 'any') return 'Some result';
  return which === 'all' ? 'Every result' : 'The last result';
}

function valueTest(check: Check): string {
  if (check.contains !== undefined) return `contains “${check.contains}”`;
  if (check.matches !== undefined) return `matches /${check.matches}/`;
  if (check.schema !== undefined) return `fits the schema ${json(check.schema)}`;
  return `equals ${json(check.equals)}`;
}
