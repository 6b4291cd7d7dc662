// The JSON object of a step, with references in place of the strings that name earlier results.
import { failed, ok } from '#kernel/outcome';
import type { Outcome } from '#kernel/outcome';
import { isRecord } from './block-text.ts';
import { readString, resolveReference } from './script-reference.ts';
import type { Reference } from './script-reference.ts';

/** JSON in which a reference stands where a result is to be put. */
export type ScriptValue =
  | { readonly kind: 'literal'; readonly value: string | number | boolean | null }
  | { readonly kind: 'reference'; readonly reference: Reference }
  | { readonly kind: 'list'; readonly items: readonly ScriptValue[] }
  | { readonly kind: 'object'; readonly fields: Readonly<Record<string, ScriptValue>> };

/** Deeper arguments are refused, so that walking them is bounded. */
const MAX_DEPTH = 64;

/** `step` is the number of the step the object belongs to: references look back only. */
export function parseArguments(text: string, step: number): Outcome<Readonly<Record<string, ScriptValue>>, string> {
  const extent = objectExtent(text);
  if (extent === undefined) return failed('what follows "with" is not a whole JSON object on the same line');
  if (extent.depth > MAX_DEPTH) return failed(`its arguments are nested deeper than ${MAX_DEPTH}`);
  const rest = text.slice(extent.end).trim();
  if (rest !== '' && !rest.startsWith('#')) return failed('something follows its JSON object; a comment begins with "#"');
  const parsed = parseObject(text.slice(0, extent.end));
  return parsed === undefined ? failed('what follows "with" is not valid JSON') : readFields(parsed, step);
}

/** Where the object that begins the text ends, by counting brackets outside strings. */
function objectExtent(text: string): { readonly end: number; readonly depth: number } | undefined {
  if (!text.startsWith('{')) return undefined;
  let depth = 0;
  let deepest = 0;
  let inString = false;
  for (let at = 0; at < text.length; at += 1) {
    const char = text[at] ?? '';
    if (inString && char === '\\') at += 1;
    else if (char === '"') inString = !inString;
    else if (inString) continue;
    else if ('{['.includes(char)) deepest = Math.max(deepest, (depth += 1));
    else if ('}]'.includes(char) && (depth -= 1) === 0) return { end: at + 1, depth: deepest };
  }
  return undefined;
}

function parseObject(json: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(json);
    return isRecord(value) ? value : undefined;
  } catch {
    // Said to the author by the caller, in words about the line.
    return undefined;
  }
}

function readFields(fields: Readonly<Record<string, unknown>>, step: number): Outcome<Record<string, ScriptValue>, string> {
  const read: [string, ScriptValue][] = [];
  for (const [name, value] of Object.entries(fields)) {
    const parsed = readValue(value, step);
    if (!parsed.ok) return parsed;
    read.push([name, parsed.value]);
  }
  return ok(Object.fromEntries(read));
}

function readValue(value: unknown, step: number): Outcome<ScriptValue, string> {
  if (typeof value === 'string') return readText(value, step);
  if (Array.isArray(value)) return readList(value, step);
  if (!isRecord(value)) return ok({ kind: 'literal', value: typeof value === 'number' || typeof value === 'boolean' ? value : null });
  const fields = readFields(value, step);
  return fields.ok ? ok({ kind: 'object', fields: fields.value }) : fields;
}

function readList(values: readonly unknown[], step: number): Outcome<ScriptValue, string> {
  const items: ScriptValue[] = [];
  for (const value of values) {
    const parsed = readValue(value, step);
    if (!parsed.ok) return parsed;
    items.push(parsed.value);
  }
  return ok({ kind: 'list', items });
}

function readText(text: string, step: number): Outcome<ScriptValue, string> {
  const read = readString(text);
  if (!read.ok) return read;
  if (typeof read.value === 'string') return ok({ kind: 'literal', value: read.value });
  const problem = problemOfStep(read.value, step);
  return problem === undefined
    ? ok({ kind: 'reference', reference: read.value })
    : failed(`${problem}; for the text itself write "$${text}"`);
}

/** `step`: the first one that is not finished where the reference stands. */
export const problemOfStep = (reference: Reference, step: number): string | undefined =>
  reference.step >= 1 && reference.step < step ? undefined : `"${reference.text}" does not name an earlier step`;

/** The arguments to send, or which reference finds nothing. */
export function resolveArguments(
  fields: Readonly<Record<string, ScriptValue>>,
  results: readonly unknown[],
): Outcome<Record<string, unknown>, string> {
  const resolved: [string, unknown][] = [];
  for (const [name, value] of Object.entries(fields)) {
    const outcome = resolveValue(value, results);
    if (!outcome.ok) return outcome;
    resolved.push([name, outcome.value]);
  }
  return ok(Object.fromEntries(resolved));
}

function resolveValue(value: ScriptValue, results: readonly unknown[]): Outcome<unknown, string> {
  if (value.kind === 'literal') return ok(value.value);
  if (value.kind === 'reference') return resolveReference(value.reference, results);
  if (value.kind === 'object') return resolveArguments(value.fields, results);
  const items: unknown[] = [];
  for (const item of value.items) {
    const outcome = resolveValue(item, results);
    if (!outcome.ok) return outcome;
    items.push(outcome.value);
  }
  return ok(items);
}
