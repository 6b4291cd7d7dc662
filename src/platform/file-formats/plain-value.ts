// A parsed value as plain JSON: no prototypes, dates or references of a library, and no more of it than the bounds allow.
import { failed, ok } from '#kernel/outcome';
import type { Outcome } from '#kernel/outcome';
import { tooDeep } from './format-fault.ts';
import type { Bounds } from './format-fault.ts';

/** The error is a sentence. What several references share is copied, and a value that holds itself is too deep. */
export function plainValue(value: unknown, bounds: Bounds): Outcome<unknown, string> {
  const walk: Walk = { bounds, nodes: 0, fault: undefined };
  const copy = copied(value, 0, walk);
  return walk.fault === undefined ? ok(copy) : failed(walk.fault);
}

interface Walk {
  readonly bounds: Bounds;
  nodes: number;
  fault: string | undefined;
}

function copied(value: unknown, depth: number, walk: Walk): unknown {
  walk.nodes += 1;
  walk.fault ??= faultOf(value, depth, walk);
  if (walk.fault !== undefined) return undefined;
  if (typeof value !== 'object' || value === null) return value;
  if (value instanceof Date) return value.toISOString();
  if (Array.isArray(value)) return value.map((item) => copied(item, depth + 1, walk));
  const copy = {};
  for (const [name, item] of Object.entries(value)) if (item !== undefined) setOwn(copy, name, copied(item, depth + 1, walk));
  return copy;
}

function faultOf(value: unknown, depth: number, { nodes, bounds }: Walk): string | undefined {
  if (nodes > bounds.maxNodes) return `The file holds more than ${bounds.maxNodes} values.`;
  if (depth > bounds.maxDepth) return tooDeep(bounds);
  return typeof value === 'number' && !Number.isFinite(value) ? 'A number is not finite.' : undefined;
}

/** Also a key called `__proto__` becomes a property and nothing else. */
export function setOwn(target: object, name: string, value: unknown): void {
  Object.defineProperty(target, name, { value, enumerable: true, writable: true, configurable: true });
}
