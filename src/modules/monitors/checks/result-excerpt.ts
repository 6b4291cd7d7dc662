// What is kept of a result: at most 4 KiB, free of secrets, whole characters only. Pure.
import { textBlocks } from '#platform/match/result-subject';
import type { ContentBlock } from '#platform/mcp/mcp';
import type { Redactor } from '#platform/secrets/redact';

const MAX_BYTES = 4096;
/** Looked through for secrets at most; far more than is kept. */
const MAX_CHARS = 64 * 1024;
/** At the end of a text that was cut half a secret may stand, which nobody recognizes: that much of it goes too. */
const CUT_SAFETY = 8 * 1024;
const MAX_DEPTH = 64;

export interface ShownResult {
  readonly content: readonly ContentBlock[];
  readonly structuredContent?: unknown;
}

/** `structuredContent` as JSON, else the texts, else the other blocks as JSON; null for an empty result. */
export function resultExcerpt({ content, structuredContent }: ShownResult, redactor: Redactor): string | null {
  if (structuredContent !== undefined) return kept(asJson(structuredContent, redactor));
  const texts = textBlocks(content);
  if (texts.length > 0) return kept(shortened(texts.join('\n'), MAX_CHARS, redactor));
  return content.length === 0 ? null : kept(asJson(content, redactor));
}

/** A text without secrets, as a message holds it. */
export const cleanText = (text: string, redactor: Redactor): string => shortened(text, MAX_CHARS, redactor);

/** A value without secrets, as a message quotes it. */
export const cleanValue = (value: unknown, redactor: Redactor): unknown => redactor.redact(bounded(value, redactor));

const asJson = (value: unknown, redactor: Redactor): string => JSON.stringify(cleanValue(value, redactor)) ?? '';

/** Looking for secrets in ten megabytes costs more than the check: what lies beyond the bound is left out before. */
function bounded(value: unknown, redactor: Redactor): unknown {
  const budget = { left: MAX_CHARS };
  const walk = (part: unknown, depth: number): unknown => {
    if (budget.left <= 0 || depth > MAX_DEPTH) return '…';
    if (typeof part === 'string') {
      const text = part.length > budget.left ? shortened(part, budget.left, redactor) : part;
      budget.left -= part.length;
      return text;
    }
    budget.left -= 8;
    if (typeof part !== 'object' || part === null) return part;
    if (Array.isArray(part)) return taken(part, (item) => walk(item, depth + 1));
    const entries = taken(Object.entries(part), ([name, item]) => {
      budget.left -= name.length;
      return [name, walk(item, depth + 1)] as const;
    });
    return Object.fromEntries(entries);
  };
  const taken = <T, R>(items: readonly T[], each: (item: T) => R): R[] => {
    const results: R[] = [];
    for (const item of items) {
      if (budget.left <= 0) break;
      results.push(each(item));
    }
    return results;
  };
  return walk(value, 0);
}

function shortened(text: string, chars: number, redactor: Redactor): string {
  if (text.length <= chars) return redactor.redactText(text);
  const clean = redactor.redactText(text.slice(0, chars));
  return `${clean.slice(0, Math.max(0, clean.length - CUT_SAFETY)).toWellFormed()}…`;
}

/** Cut to the bytes that are kept, at a whole character. */
function kept(text: string): string {
  const whole = text.toWellFormed();
  if (Buffer.byteLength(whole) <= MAX_BYTES) return whole;
  const ellipsis = '…';
  const bytes = Buffer.from(whole).subarray(0, MAX_BYTES - Buffer.byteLength(ellipsis));
  // A character cut in two at the end becomes a replacement character, which goes.
  return bytes.toString('utf8').replace(/\ufffd+$/, '') + ellipsis;
}
