// What a monitor expects of a result, as it is typed, and the assertions that become of it.
import type { Assertion } from '../api/monitors.ts';
import { parseJson, parseJsonObject, prettyJson } from '../text/json-text.ts';

export interface AssertionDraft {
  /** Stays with the row while others come and go. */
  readonly key: string;
  readonly kind: Assertion['kind'];
  readonly path: string;
  readonly test: 'equals' | 'matches';
  /** What it equals as JSON, the regular expression, or the schema. */
  readonly value: string;
  readonly ms: string;
}

export const ASSERTION_LABELS: Readonly<Record<Assertion['kind'], string>> = {
  jsonpath: 'Value in the result',
  json_schema: 'Shape of the result',
  max_latency_ms: 'Latency',
};

export const MAX_ASSERTIONS = 20;
const MAX_LATENCY_MS = 60_000;

export const emptyAssertion = (kind: Assertion['kind'] = 'jsonpath'): AssertionDraft => ({
  key: crypto.randomUUID(),
  kind,
  path: '',
  test: 'equals',
  value: '',
  ms: '',
});

export function assertionDraft(assertion: Assertion): AssertionDraft {
  const empty = emptyAssertion(assertion.kind);
  if (assertion.kind === 'max_latency_ms') return { ...empty, ms: String(assertion.ms) };
  if (assertion.kind === 'json_schema') return { ...empty, value: prettyJson(assertion.schema) };
  const { path, matches } = assertion;
  return matches === undefined
    ? { ...empty, path, value: JSON.stringify(assertion.equals) ?? '' }
    : { ...empty, path, test: 'matches', value: matches };
}

export type AssertionErrors = Readonly<Partial<Record<'path' | 'value' | 'ms', string>>>;

export type ReadAssertion = { readonly ok: true; readonly value: Assertion } | { readonly ok: false; readonly errors: AssertionErrors };

const failed = (errors: AssertionErrors): ReadAssertion => ({ ok: false, errors });

/** Paths and regular expressions are judged by the server alone. */
export function readAssertion(draft: AssertionDraft): ReadAssertion {
  if (draft.kind === 'max_latency_ms') {
    const ms = Number(draft.ms);
    const isFine = Number.isInteger(ms) && ms >= 1 && ms <= MAX_LATENCY_MS;
    return isFine ? { ok: true, value: { kind: draft.kind, ms } } : failed({ ms: 'must be a whole number from 1 to 60000' });
  }
  if (draft.kind === 'json_schema') {
    const schema = parseJsonObject(draft.value);
    return schema.ok ? { ok: true, value: { kind: draft.kind, schema: schema.value } } : failed({ value: schema.message });
  }
  const { kind, path } = draft;
  const noPath = path.trim() === '' ? { path: 'must not be empty' } : {};
  if (draft.test === 'matches') {
    const errors = { ...noPath, ...(draft.value === '' ? { value: 'must not be empty' } : {}) };
    return Object.keys(errors).length > 0 ? failed(errors) : { ok: true, value: { kind, path: path.trim(), matches: draft.value } };
  }
  const value = parseJson(draft.value);
  const wrong = value.ok ? {} : { value: draft.value.trim() === '' ? 'must not be empty' : value.message };
  return value.ok && path.trim() !== ''
    ? { ok: true, value: { kind, path: path.trim(), equals: value.value } }
    : failed({ ...noPath, ...wrong });
}

/** Undefined while one of them is not finished. */
export function readAssertions(drafts: readonly AssertionDraft[]): Assertion[] | undefined {
  const read = drafts.map(readAssertion);
  return read.every(({ ok }) => ok) ? read.flatMap((one) => (one.ok ? [one.value] : [])) : undefined;
}

export function assertionSentence(assertion: Assertion): string {
  switch (assertion.kind) {
    case 'max_latency_ms':
      return `The call takes at most ${assertion.ms} ms`;
    case 'json_schema':
      return `The result fits ${JSON.stringify(assertion.schema)}`;
    case 'jsonpath':
      return assertion.matches === undefined
        ? `${assertion.path} equals ${JSON.stringify(assertion.equals)}`
        : `${assertion.path} matches ${assertion.matches}`;
  }
}
