// What is wrong with a file that was read, and where; and how much reading one may cost.
import { failed } from '#kernel/outcome';
import type { Outcome } from '#kernel/outcome';

/** `message` never quotes the file, which may hold secrets. `line` and `column` count from 1. */
export interface FormatFault {
  readonly message: string;
  readonly line: number;
  readonly column: number;
}

export interface FormatLimits {
  /** Of the text in UTF-8. */
  readonly maxBytes?: number | undefined;
  /** Levels of maps and lists within each other. */
  readonly maxDepth?: number | undefined;
  /** Values altogether, each use of a YAML alias counted anew. */
  readonly maxNodes?: number | undefined;
  /** Uses of YAML aliases. */
  readonly maxAliases?: number | undefined;
}

export type Bounds = { readonly [Name in keyof FormatLimits]-?: number };

const DEFAULTS: Bounds = { maxBytes: 256 * 1024, maxDepth: 64, maxNodes: 50_000, maxAliases: 100 };

export const boundsOf = (limits: FormatLimits): Bounds => ({
  maxBytes: limits.maxBytes ?? DEFAULTS.maxBytes,
  maxDepth: limits.maxDepth ?? DEFAULTS.maxDepth,
  maxNodes: limits.maxNodes ?? DEFAULTS.maxNodes,
  maxAliases: limits.maxAliases ?? DEFAULTS.maxAliases,
});

/** A fault at an offset in UTF-16 units. */
export function faultAt(text: string, offset: number, message: string): Outcome<never, FormatFault> {
  const before = text.slice(0, Math.max(0, offset));
  const lineStart = before.lastIndexOf('\n') + 1;
  return failed({ message, line: countOf(before, '\n') + 1, column: before.length - lineStart + 1 });
}

export const tooLarge = (text: string, { maxBytes }: Bounds): Outcome<never, FormatFault> | undefined =>
  text.length > maxBytes || Buffer.byteLength(text) > maxBytes
    ? failed({ message: `The file is larger than ${Math.floor(maxBytes / 1024)} KiB.`, line: 1, column: 1 })
    : undefined;

export const tooDeep = ({ maxDepth }: Bounds): string => `Maps and lists are nested more than ${maxDepth} deep.`;

function countOf(text: string, mark: string): number {
  let count = 0;
  for (let at = text.indexOf(mark); at !== -1; at = text.indexOf(mark, at + 1)) count += 1;
  return count;
}
