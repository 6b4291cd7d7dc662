// The door to the YAML library: bounded reading, writing, and writing into a file that people have commented.
import { isDeepStrictEqual } from 'node:util';
import { stringify } from 'yaml';
import { ok } from '#kernel/outcome';
import type { Outcome } from '#kernel/outcome';
import { boundsOf, faultAt } from './format-fault.ts';
import type { FormatFault, FormatLimits } from './format-fault.ts';
import { mergeNodes } from './merge-nodes.ts';
import { plainValue } from './plain-value.ts';
import { readYamlDocument } from './yaml-document.ts';

/** A YAML document as plain JSON; null for an empty one. Each use of an alias becomes a copy. */
export function parseYaml(text: string, limits: FormatLimits = {}): Outcome<unknown, FormatFault> {
  const bounds = boundsOf(limits);
  const read = readYamlDocument(text, bounds);
  if (!read.ok) return read;
  if (read.value === undefined) return ok(null);
  try {
    const plain = plainValue(read.value.toJS({ maxAliasCount: bounds.maxAliases }), bounds);
    return plain.ok ? plain : faultAt(text, 0, plain.error);
  } catch {
    // Silence is right: the library throws for an alias without its anchor, or used too often, and its message quotes the file.
    return faultAt(text, 0, 'An alias has no anchor before it, or aliases multiply too often.');
  }
}

/** Long texts keep their line; texts of several lines become blocks. */
const STYLE = { lineWidth: 0 } as const;

/** What JSON has no word for is left out. */
export const writeYaml = (value: unknown): string => stringify(JSON.parse(JSON.stringify(value ?? null)), STYLE);

/**
 * The text with the value in the place of what it said: comments, order and quoting of whatever stays are kept. Items of a list
 * are the same when their `key`, else `id`, else `name` is; other items by their place.
 */
export function mergeYaml(text: string, value: unknown, limits: FormatLimits = {}): Outcome<string, FormatFault> {
  const read = readYamlDocument(text, limits);
  if (!read.ok) return read;
  const wanted: unknown = JSON.parse(JSON.stringify(value ?? null));
  if (read.value === undefined) return ok(writeYaml(wanted));
  const merged = textOf(() => mergeNodes(read.value, wanted)?.toString(STYLE));
  const again = merged === undefined ? undefined : parseYaml(merged, { ...limits, maxBytes: Infinity, maxNodes: Infinity });
  // An alias may have lost its anchor: then the value counts more than the comments.
  const isSame = again?.ok === true && isDeepStrictEqual(again.value, wanted);
  return ok(isSame && merged !== undefined ? merged : writeYaml(wanted));
}

function textOf(make: () => string | undefined): string | undefined {
  try {
    return make();
  } catch {
    // Silence is right: an alias without its anchor cannot be written, and the caller writes the value anew.
    return undefined;
  }
}
