// What a tool's annotations mean: an absent hint has the protocol's default.
import { isObject } from './canonical.ts';
import type { JsonObject } from './canonical.ts';

export const HINTS = ['readOnlyHint', 'destructiveHint', 'idempotentHint', 'openWorldHint'] as const;
export type Hint = (typeof HINTS)[number];

const DEFAULTS: Readonly<Record<Hint, boolean>> = {
  readOnlyHint: false,
  destructiveHint: true,
  idempotentHint: false,
  openWorldHint: true,
};

export const annotationsOf = (tool: JsonObject): JsonObject => (isObject(tool['annotations']) ? tool['annotations'] : {});

export function effectiveHint(annotations: JsonObject, hint: Hint): boolean {
  const said = annotations[hint];
  return typeof said === 'boolean' ? said : DEFAULTS[hint];
}

/** Destructive (which only a tool that writes can be) or reaching into the open world. */
export function deservesReview(tool: JsonObject): boolean {
  const annotations = annotationsOf(tool);
  const destructive = !effectiveHint(annotations, 'readOnlyHint') && effectiveHint(annotations, 'destructiveHint');
  return destructive || effectiveHint(annotations, 'openWorldHint');
}
