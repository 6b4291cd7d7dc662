// What a script returned, redacted and then cut: in this order, so that no piece of a secret is left at the cut. Pure.
import type { Redactor } from '#platform/secrets/redact';
import { cutText } from './cut-text.ts';

/** What a tool answers at most. */
const MAX_RESULT_BYTES = 64 * 1024;
/** What is taken out of the sandbox, so that a result somewhat too long is still redacted field by field. */
export const MAX_RAW_BYTES = 1024 * 1024;

export interface BoundedResult {
  /** JSON; a text that begins the JSON when it was cut. */
  readonly result: unknown;
  readonly resultTruncated: boolean;
  readonly hint?: string | undefined;
}

const HINT = 'The result was longer than 64 KiB and was cut. Filter, count or pick fields in the script, and return only what is needed.';

export interface RawResult {
  readonly json: string;
  /** The sandbox cut it already: it is no JSON, and its last characters may be half a secret. */
  readonly truncated: boolean;
}

/** `longestSecret`: characters that may be half of one at the end of a text that was cut before. */
export function boundedResult({ json, truncated }: RawResult, redactor: Redactor, longestSecret: number): BoundedResult {
  if (truncated) return cut(withoutTail(redactor.redactText(json), longestSecret));
  const result = redactor.redact<unknown>(JSON.parse(json));
  const text = JSON.stringify(result) ?? 'null';
  return Buffer.byteLength(text) <= MAX_RESULT_BYTES ? { result, resultTruncated: false } : cut(text);
}

const cut = (text: string): BoundedResult => ({ result: cutText(text, MAX_RESULT_BYTES), resultTruncated: true, hint: HINT });

const withoutTail = (text: string, length: number): string => text.slice(0, Math.max(0, text.length - length));
