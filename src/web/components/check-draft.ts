// A check as it is being built from form fields, and the check it becomes.
import type { Check, CheckKind } from '../api/workflows.ts';
import { parseJson, parseJsonObject, prettyJson } from '../text/json-text.ts';

export type ValueTestKind = 'equals' | 'contains' | 'matches' | 'schema';

export interface CheckDraft {
  readonly kind: CheckKind;
  readonly tool: string;
  readonly tools: readonly string[];
  readonly argsMatch: string;
  readonly min: string;
  readonly max: string;
  readonly jsonpath: string;
  readonly which: 'last' | 'any' | 'all';
  readonly test: ValueTestKind;
  readonly value: string;
  readonly ms: string;
  readonly scope: 'tool' | 'run';
}

/** Every kind, in the order in which they are offered. */
export const CHECK_LABELS: Readonly<Record<CheckKind, readonly [label: string, meaning: string]>> = {
  tool_called: ['Tool is called', 'The number of matching calls lies within the bounds.'],
  tool_not_called: ['Tool is not called', 'No call of it is sent.'],
  tool_order: ['Tools in order', 'First calls occur in this order; others may lie between.'],
  no_tool_errors: ['No tool errors', 'Every call returns without an error.'],
  tool_result: ['Tool result', 'A call exists and its result satisfies a test.'],
  final_answer: ['Final answer', 'The answer of the tester satisfies a test.'],
  max_latency_ms: ['Latency', 'Each call of a tool, or the whole run, takes at most so long.'],
  max_tool_calls: ['Number of tool calls', 'The run stays within a number of calls.'],
  max_steps: ['Number of steps', 'The tester stays within a number of turns.'],
  max_tokens: ['Tokens', 'The tester stays within a number of tokens.'],
  max_cost_usd: ['Cost', 'The run stays within a cost. Fails when the cost is unknown.'],
};

export const EMPTY_CHECK: CheckDraft = {
  kind: 'tool_called',
  tool: '',
  tools: ['', ''],
  argsMatch: '',
  min: '',
  max: '',
  jsonpath: '',
  which: 'last',
  test: 'equals',
  value: '',
  ms: '',
  scope: 'tool',
};

const textOf = (value: number | undefined): string => (value === undefined ? '' : String(value));

export function checkDraft(check: Check): CheckDraft {
  const draft = { ...EMPTY_CHECK, kind: check.kind };
  switch (check.kind) {
    case 'tool_called':
      return {
        ...draft,
        tool: check.tool,
        argsMatch: check.argsMatch === undefined ? '' : prettyJson(check.argsMatch),
        min: textOf(check.min),
        max: textOf(check.max),
      };
    case 'tool_not_called':
      return { ...draft, tool: check.tool };
    case 'tool_order':
      return { ...draft, tools: check.tools };
    case 'no_tool_errors':
      return draft;
    case 'tool_result':
      return { ...draft, tool: check.tool, jsonpath: check.jsonpath ?? '', which: check.which ?? 'last', ...testOf(check) };
    case 'final_answer':
      return { ...draft, ...testOf(check) };
    case 'max_latency_ms':
      return { ...draft, ms: String(check.ms), tool: check.tool ?? '', scope: check.run === true ? 'run' : 'tool' };
    default:
      return { ...draft, max: String(check.max) };
  }
}

interface StoredTest {
  readonly contains?: string;
  readonly matches?: string;
  readonly schema?: unknown;
  readonly equals?: unknown;
}

function testOf({ contains, matches, schema, equals }: StoredTest): Pick<CheckDraft, 'test' | 'value'> {
  if (contains !== undefined) return { test: 'contains', value: contains };
  if (matches !== undefined) return { test: 'matches', value: matches };
  return schema === undefined ? { test: 'equals', value: prettyJson(equals) } : { test: 'schema', value: prettyJson(schema) };
}

export type BuiltCheck =
  | { readonly ok: true; readonly check: Check }
  | { readonly ok: false; readonly errors: Readonly<Record<string, string>> };

/** The check of the fields that its kind has, or what is wrong with them. */
export function builtCheck(draft: CheckDraft): BuiltCheck {
  const errors: Record<string, string> = {};
  const check = checkOf(draft, fieldReader(draft, errors));
  return Object.keys(errors).length > 0 ? { ok: false, errors } : { ok: true, check };
}

type Reader = ReturnType<typeof fieldReader>;

function checkOf(draft: CheckDraft, read: Reader): Check {
  const { kind } = draft;
  switch (kind) {
    case 'tool_called':
      return { kind, tool: read.tool(), ...read.argsMatch(), ...read.bounds() };
    case 'tool_not_called':
      return { kind, tool: read.tool() };
    case 'tool_order':
      return { kind, tools: read.tools() };
    case 'no_tool_errors':
      return { kind };
    case 'tool_result':
      return { kind, tool: read.tool(), ...read.place(), ...(draft.test === 'equals' ? { equals: read.value() } : read.textTest()) };
    case 'final_answer':
      return { kind, ...(draft.test === 'contains' ? { contains: read.text() } : read.textTest()) };
    case 'max_latency_ms':
      return draft.scope === 'run' ? { kind, ms: read.number('ms'), run: true } : { kind, ms: read.number('ms'), tool: read.tool() };
    default:
      return { kind, max: read.number('max') };
  }
}

function fieldReader(draft: CheckDraft, errors: Record<string, string>) {
  const number = (field: 'min' | 'max' | 'ms'): number => {
    const value = Number(draft[field]);
    if (draft[field].trim() === '' || !Number.isFinite(value) || value < 0) errors[field] = 'must be a number';
    return value;
  };
  const object = (field: string, text: string): Record<string, unknown> => {
    const parsed = parseJsonObject(text);
    if (!parsed.ok) errors[field] = parsed.message;
    return parsed.ok ? parsed.value : {};
  };
  const text = (): string => {
    if (draft.value.trim() === '') errors['value'] = 'must not be empty';
    return draft.value;
  };
  return {
    number,
    text,
    bounds: () => ({
      ...(draft.min.trim() === '' ? {} : { min: number('min') }),
      ...(draft.max.trim() === '' ? {} : { max: number('max') }),
    }),
    argsMatch: () => (draft.argsMatch.trim() === '' ? {} : { argsMatch: object('argsMatch', draft.argsMatch) }),
    place: () => ({
      ...(draft.jsonpath.trim() === '' ? {} : { jsonpath: draft.jsonpath.trim() }),
      ...(draft.which === 'last' ? {} : { which: draft.which }),
    }),
    tool: (): string => {
      if (draft.tool.trim() === '') errors['tool'] = 'must not be empty';
      return draft.tool.trim();
    },
    tools: (): string[] => {
      const tools = draft.tools.map((tool) => tool.trim()).filter((tool) => tool !== '');
      if (tools.length < 2) errors['tools'] = 'needs at least two tools';
      return tools;
    },
    value: (): unknown => {
      const parsed = parseJson(draft.value);
      if (!parsed.ok) errors['value'] = draft.value.trim() === '' ? 'must not be empty' : parsed.message;
      return parsed.ok ? parsed.value : undefined;
    },
    textTest: () => (draft.test === 'schema' ? { schema: object('value', draft.value) } : { matches: text() }),
  };
}
