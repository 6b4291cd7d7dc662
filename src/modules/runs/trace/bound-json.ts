// Keeps what other people's programs send within bounds, and storable as jsonb. Pure.

export interface BoundedJson {
  readonly value: unknown;
  readonly isCut: boolean;
}

const MAX_DEPTH = 64;
const CUT_MARK = '… [cut]';
const TOO_DEEP = '[too deep]';

/** PostgreSQL refuses U+0000 and lone surrogates in text. */
export const storableText = (text: string): string => text.replaceAll('\u0000', '\uFFFD').toWellFormed();

/** Cuts to `maxChars` UTF-16 units, with a mark. */
export function cutText(text: string, maxChars: number): string {
  if (text.length <= maxChars) return text;
  return `${text.slice(0, Math.max(0, maxChars - CUT_MARK.length)).toWellFormed()}${CUT_MARK}`;
}

/** A copy of about `maxChars` characters of JSON at most: strings are cut, then list items and fields left out, from the end. */
export function boundJson(value: unknown, maxChars: number): BoundedJson {
  const budget = { left: maxChars, isCut: false };
  return { value: copy(value, budget, 0), isCut: budget.isCut };
}

interface Budget {
  left: number;
  isCut: boolean;
}

function copy(value: unknown, budget: Budget, depth: number): unknown {
  if (typeof value === 'string') return copyText(value, budget);
  if (typeof value !== 'object' || value === null) {
    budget.left -= 8;
    return typeof value === 'bigint' || typeof value === 'function' || typeof value === 'symbol' ? null : value;
  }
  if (depth >= MAX_DEPTH) {
    budget.isCut = true;
    return TOO_DEEP;
  }
  budget.left -= 2;
  return Array.isArray(value) ? copyList(value, budget, depth) : copyFields(value, budget, depth);
}

function copyText(text: string, budget: Budget): string {
  const kept = cutText(text, Math.max(budget.left, CUT_MARK.length));
  if (kept.length < text.length) budget.isCut = true;
  budget.left -= kept.length + 2;
  return storableText(kept);
}

function copyList(items: readonly unknown[], budget: Budget, depth: number): unknown[] {
  const kept: unknown[] = [];
  for (const item of items) {
    if (budget.left <= 0) {
      budget.isCut = true;
      break;
    }
    kept.push(copy(item, budget, depth + 1));
  }
  return kept;
}

function copyFields(fields: object, budget: Budget, depth: number): Record<string, unknown> {
  const kept: [string, unknown][] = [];
  for (const [key, item] of Object.entries(fields)) {
    if (item === undefined) continue;
    if (budget.left <= 0) {
      budget.isCut = true;
      break;
    }
    kept.push([copyText(key, budget), copy(item, budget, depth + 1)]);
  }
  return Object.fromEntries(kept);
}
