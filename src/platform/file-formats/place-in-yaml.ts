// Where in a YAML text a value stands, for telling a person what is wrong with it.
import { isMap, isScalar, isSeq, LineCounter } from 'yaml';
import type { Node } from 'yaml';
import type { FormatLimits } from './format-fault.ts';
import { readYamlDocument } from './yaml-document.ts';

/** Both count from 1. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

export type FindPlace = (path: readonly (string | number)[]) => Place | undefined;

/**
 * Reads the text once, however many places are asked for. A place is that of the last part of the path that is there: its key,
 * or the item of its list. undefined for a text that cannot be read.
 */
export function placesInYaml(text: string, limits: FormatLimits = {}): FindPlace {
  const read = readYamlDocument(text, limits);
  if (!read.ok || read.value === undefined) return () => undefined;
  const { contents } = read.value;
  const counter = new LineCounter();
  counter.addNewLine(0);
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) counter.addNewLine(at + 1);
  return (path) => {
    const offset = offsetOf(contents, path);
    if (offset === undefined) return undefined;
    const { line, col } = counter.linePos(offset);
    return { line, column: col };
  };
}

function offsetOf(root: Node | null, path: readonly (string | number)[]): number | undefined {
  let node: unknown = root;
  let offset = root?.range?.[0];
  for (const part of path) {
    const next = childOf(node, part);
    if (!next) break;
    node = next.value;
    offset = next.offset ?? offset;
  }
  return offset;
}

function childOf(node: unknown, part: string | number): { readonly value: unknown; readonly offset: number | undefined } | undefined {
  if (isSeq(node) && typeof part === 'number') {
    const item = node.items[part];
    return item === undefined ? undefined : { value: item, offset: rangeOf(item) };
  }
  if (!isMap(node)) return undefined;
  const pair = node.items.find(({ key }) => isScalar(key) && String(key.value) === String(part));
  return pair && { value: pair.value, offset: rangeOf(pair.key) };
}

function rangeOf(node: unknown): number | undefined {
  return isScalar(node) || isMap(node) || isSeq(node) ? node.range?.[0] : undefined;
}
