// References of a step script: `$k.path` as a whole JSON string, `${k.path}` inside an answer.
import { failed, ok } from '#kernel/outcome';
import type { Outcome } from '#kernel/outcome';

export interface Reference {
  /** Number of an earlier step, from 1. */
  readonly step: number;
  /** Names and indexes, outermost first; empty for the whole result. */
  readonly path: readonly (string | number)[];
  /** As written, for messages. */
  readonly text: string;
}

/** One part of a path at a time: `.name`, `[3]`, `[-1]`, `['any name']`, `["any name"]`. */
const PATH_PART = /\.([\p{L}_][\p{L}\p{N}_]*)|\[(-?\d{1,9})\]|\['([^']*)'\]|\["([^"]*)"\]/uy;
const LEADING_STEP = /^\d{1,4}/;

/** `3.items[0].id` → the reference; undefined when it is none. */
export function parseReference(body: string, text: string): Reference | undefined {
  const step = LEADING_STEP.exec(body)?.[0];
  if (step === undefined) return undefined;
  const path: (string | number)[] = [];
  PATH_PART.lastIndex = step.length;
  while (PATH_PART.lastIndex < body.length) {
    const part = PATH_PART.exec(body);
    if (!part) return undefined;
    path.push(part[2] === undefined ? (part[1] ?? part[3] ?? part[4] ?? '') : Number(part[2]));
  }
  return { step: Number(step), path, text };
}

/** `$1`, `$1.…` and `$1[…]` are meant as references; `$1 off` and `$$1` are text. */
const looksLikeReference = (text: string): boolean => /^\$\d{1,4}(?:$|[.[])/.test(text);

/** A whole string of a script: a reference, or the text it stands for. `$$5` is the text `$5`. */
export function readString(text: string): Outcome<Reference | string, string> {
  if (/^\$\$\d/.test(text)) return ok(text.slice(1));
  if (!looksLikeReference(text)) return ok(text);
  const reference = parseReference(text.slice(1), text);
  return reference ? ok(reference) : failed(`"${text}" is not a reference such as "$1.items[0].id"; for the text itself write "$${text}"`);
}

/** `results[k - 1]` is the result of step k. */
export function resolveReference(reference: Reference, results: readonly unknown[]): Outcome<unknown, string> {
  let value: unknown = results[reference.step - 1];
  for (const part of reference.path) {
    value = typeof part === 'number' ? elementOf(value, part) : memberOf(value, part);
    if (value === undefined) return failed(`"${reference.text}" finds nothing in the result of step ${reference.step}`);
  }
  return value === undefined ? failed(`"${reference.text}" names a step without a result`) : ok(value);
}

const elementOf = (value: unknown, index: number): unknown => (Array.isArray(value) ? (value.at(index) as unknown) : undefined);

const memberOf = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && Object.hasOwn(value, name)
    ? (value as Readonly<Record<string, unknown>>)[name]
    : undefined;
