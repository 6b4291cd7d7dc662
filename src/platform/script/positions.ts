// Offsets of a text as lines and columns, as people and agents count them.
import type { Position } from './prepared-script.ts';

/** Both from 1; an offset behind the end is the end. */
export function positionAt(text: string, offset: number): Position {
  const before = text.slice(0, Math.max(0, offset));
  const lines = before.split(/\r\n|[\r\n\u2028\u2029]/);
  return { line: lines.length, column: (lines.at(-1)?.length ?? 0) + 1 };
}
