// A script as the engines run it, and places in it read back from what they say about errors. Pure.
import type { Position } from './sandbox.ts';

export const SCRIPT_FILE = 'script.js';

/** The prelude's `arm` puts `__run` there; by the time the function begins it is gone. */
const BEFORE = '__run((async () => {';
/** The line end keeps a last comment from swallowing the rest. */
const AFTER = '\n})())';

/** On the first line, so that the lines of errors are the script's own. */
export const wrapped = (code: string): string => `${BEFORE}${code}${AFTER}`;

const PLACE = /script\.js:(\d{1,9})(?::(\d{1,9}))?/;

/** The first place in the script that a stack names. */
export function positionIn(stack: string): Position {
  const found = PLACE.exec(stack);
  const line = Number(found?.[1] ?? 0);
  if (line === 0) return {};
  const raw = Number(found?.[2] ?? 0);
  const column = line === 1 ? raw - BEFORE.length : raw;
  return { line, ...(column > 0 ? { column } : {}) };
}
