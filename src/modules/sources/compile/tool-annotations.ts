// What the method says about an operation, and what the document says instead (spec 06 §2).
import type { ToolAnnotations } from '#platform/mcp/mcp';
import type { Method } from './compiled.ts';
import type { DiagnosticList } from './diagnostic-list.ts';
import { isObject, memberOf } from './json-object.ts';
import { placeIn } from './json-pointer.ts';
import type { ListedOperation } from './list-operations.ts';

const READS: ToolAnnotations = { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: true };
const REPLACES: ToolAnnotations = { readOnlyHint: false, destructiveHint: true, idempotentHint: true, openWorldHint: true };
const CHANGES: ToolAnnotations = { readOnlyHint: false, destructiveHint: true, idempotentHint: false, openWorldHint: true };
const ADDS: ToolAnnotations = { readOnlyHint: false, destructiveHint: false, idempotentHint: false, openWorldHint: true };

const BY_METHOD: Readonly<Record<Method, ToolAnnotations>> = {
  GET: READS,
  HEAD: READS,
  OPTIONS: READS,
  QUERY: READS,
  TRACE: READS,
  PUT: REPLACES,
  DELETE: REPLACES,
  PATCH: CHANGES,
  POST: ADDS,
};

const HINTS = ['readOnlyHint', 'destructiveHint', 'idempotentHint', 'openWorldHint'] as const;
const EXTENSION = 'x-armature-annotations';
const MAX_TITLE = 200;

export function annotationsOf({ method, raw, at }: ListedOperation, diagnostics: DiagnosticList): ToolAnnotations {
  const own = memberOf(raw, EXTENSION);
  if (own === undefined) return BY_METHOD[method];
  const made: { -readonly [Name in keyof ToolAnnotations]: ToolAnnotations[Name] } = { ...BY_METHOD[method] };
  for (const [name, value] of Object.entries(isObject(own) ? own : {})) {
    const hint = HINTS.find((known) => known === name);
    if (hint !== undefined && typeof value === 'boolean') made[hint] = value;
    else if (name === 'title' && typeof value === 'string') made.title = value.slice(0, MAX_TITLE);
    else
      diagnostics.warn(placeIn(at, EXTENSION, name), `This is none of ${HINTS.join(', ')} (true or false) and title; it does not count.`);
  }
  return made;
}
