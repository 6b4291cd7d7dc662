// A check as it is being built from form fields, and the check it becomes.
import type { Check, CheckKind } from '../api/workflows.ts';
import { parseJson, parseJsonObject, prettyJson } from '../text/json-text.ts';
import type { JsonText } from '../text/json-text.ts';

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

export function checkDraft(check: Check): CheckDraft {
  return {
    kind: check.kind,
    tool: check.tool ?? '',
    tools: check.tools ?? ['', ''],
    argsMatch: check.argsMatch === undefined ? '' : prettyJson(check.argsMatch),
    min: check.min === undefined ? '' : String(check.min),
    max: check.max === undefined ? '' : String(check.max),
    jsonpath: check.jsonpath ?? '',
    which: check.which ?? 'last',
    ...testOf(check),
    ms: check.ms === undefined ? '' : String(check.ms),
    scope: check.run === true ? 'run' : 'tool',
  };
}

function testOf(check: Check): Pick<CheckDraft, 'test' | 'value'> {
  if (check.contains !== undefined) return { test: 'contains', value: check.contains };
  if (check.matches !== undefined) return { test: 'matches', value: check.matches };
  if (check.schema !== undefined) return { test: 'schema', value: prettyJson(check.schema) };
  if (check.equals !== undefined) return { test: 'equals', value: prettyJson(check.equals) };
  return { test: check.kind === 'final_answer' ? 'contains' : 'equals', value: '' };
}

export type BuiltCheck = { readonly ok: true; readonly check: Check } | { readonly ok: false; readonly errors: Readonly<Record<string, string>> };

/** The check of the fields that its kind has, or what is wrong with them. */
export function builtCheck(draft: CheckDraft): BuiltCheck {
  const errors: Record<string, string> = {};
  const read = fieldReader(draft, errors);
  const check = checkOf(draft, read);
  return Object.keys(errors).length > 0 ? { ok: false, errors } : { ok: true, check };
}

type Reader = ReturnType<typeof fieldReader>;

function checkOf(draft: CheckDraft, read: Reader): Check {
  const { kind } = draft;
  switch (kind) {
    case 'tool_called':
      return { kind, tool: read.tool(), ...read.json('argsMatch', draft.argsMatch, parseJsonObject), ...read.optional('min'), ...read.optional('max') };
    case 'tool_not_called':
      return { kind, tool: read.tool() };
    case 'tool_order':
      return { kind, tools: read.tools() };
    case 'no_tool_errors':
      return { kind };
    case 'tool_result':
      return {
        kind,
        tool: read.tool(),
        ...(draft.jsonpath.trim() === '' ? {} : { jsonpath: draft.jsonpath.trim() }),
        ...(draft.which === 'last' ? {} : { which: draft.which }),
        ...read.test(),
      };
    case 'final_answer':
      return { kind, ...read.test() };
    case 'max_latency_ms':
      return { kind, ms: read.number('ms'), ...(draft.scope === 'run' ? { run: true } : { tool: read.tool() }) };
    case 'max_tool_calls':
    case 'max_steps':
    case 'max_tokens':
    case 'max_cost_usd':
      return { kind, max: read.number('max') };
  }
}

function fieldReader(draft: CheckDraft, errors: Record<string, string>) {
  const number = (field: 'min' | 'max' | 'ms'): number => {
    const value = Number(draft[field]);
    if (draft[field].trim() === '' || !Number.isFinite(value) || value < 0) errors[field] = 'must be a number';
    return value;
  };
  const json = (field: string, text: string, parse: (text: string) => JsonText): Record<string, unknown> => {
    if (text.trim() === '') return {};
    const parsed = parse(text);
    if (parsed.ok) return { [field]: parsed.value };
    errors[field] = parsed.message;
    return {};
  };
  return {
    number,
    json,
    optional: (field: 'min' | 'max'): Partial<Check> => (draft[field].trim() === '' ? {} : { [field]: number(field) }),
    tool: (): string => {
      if (draft.tool.trim() === '') errors['tool'] = 'must not be empty';
      return draft.tool.trim();
    },
    tools: (): readonly string[] => {
      const tools = draft.tools.map((tool) => tool.trim()).filter((tool) => tool !== '');
      if (tools.length < 2) errors['tools'] = 'needs at least two tools';
      return tools;
    },
    test: (): Partial<Check> => {
      if (draft.value.trim() === '') errors['value'] = 'must not be empty';
      if (draft.test === 'contains' || draft.test === 'matches') return { [draft.test]: draft.value };
      const parsed = json('value', draft.value, draft.test === 'schema' ? parseJsonObject : parseJson);
      return { [draft.test]: parsed['value'] };
    },
  };
}
