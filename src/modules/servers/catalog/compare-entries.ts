// Compares two versions of one catalog entry.
import type { CatalogChange, EntryKind } from '../server.ts';
import type { JsonObject } from './canonical.ts';
import { comparePromptArguments } from './compare-prompts.ts';
import { compareSchemas } from './compare-schemas.ts';
import type { Work } from './compare-schemas.ts';
import { compareTexts } from './compare-texts.ts';
import { normalised } from './entries.ts';
import { annotationsOf, effectiveHint, HINTS } from './hints.ts';
import type { Hint } from './hints.ts';
import { shapeOf } from './prints.ts';

export interface EntryPair {
  readonly previous: JsonObject;
  readonly current: JsonObject;
}

/** Schemas and arguments first, then hints, then the rest by name. */
export function compareEntries(kind: EntryKind, { previous, current }: EntryPair, work: Work): CatalogChange[] {
  const [before, after] = [normalised(previous), normalised(current)];
  if (kind === 'tool') return [...schemaChanges(before, after, work), ...hintChanges(before, after), ...otherChanges(before, after)];
  if (kind === 'prompt') return [...comparePromptArguments(before['arguments'], after['arguments']), ...otherChanges(before, after)];
  return otherChanges(before, after);
}

function schemaChanges(before: JsonObject, after: JsonObject, work: Work): CatalogChange[] {
  const input = compareSchemas('input', 'inputSchema', { before: before['inputSchema'], after: after['inputSchema'] }, work);
  const [was, is] = [before['outputSchema'], after['outputSchema']];
  if (was === undefined && is === undefined) return input;
  if (was === undefined) return [...input, { path: 'outputSchema', after: is, class: 'non_breaking' }];
  if (is === undefined) return [...input, { path: 'outputSchema', before: was, class: 'breaking' }];
  return [...input, ...compareSchemas('output', 'outputSchema', { before: was, after: is }, work)];
}

/** A tool that stops being read-only, or starts being destructive, does something its callers did not agree to. */
const HARSH: Partial<Record<Hint, boolean>> = { readOnlyHint: false, destructiveHint: true };

function hintChanges(before: JsonObject, after: JsonObject): CatalogChange[] {
  const [was, is] = [annotationsOf(before), annotationsOf(after)];
  const hints = HINTS.filter((hint) => was[hint] !== is[hint]).map((hint): CatalogChange => {
    const now = effectiveHint(is, hint);
    const flipped = now !== effectiveHint(was, hint) && HARSH[hint] === now;
    const written = { path: `annotations.${hint}`, before: was[hint], after: is[hint] };
    return flipped ? { ...written, class: 'breaking', review: true } : { ...written, class: 'informational' };
  });
  return [...hints, ...compareTexts({ before: was, after: is, prefix: 'annotations.', except: HINT_NAMES })];
}

const HINT_NAMES: ReadonlySet<string> = new Set(HINTS);
const TOLD_APART: ReadonlySet<string> = new Set(['inputSchema', 'outputSchema', 'annotations', 'arguments']);

const otherChanges = (before: JsonObject, after: JsonObject): CatalogChange[] =>
  compareTexts({ before, after, prefix: '', except: TOLD_APART });

/** Equal where who calls the one could call the other: equal schemas, whatever the texts say. */
export const toolShape = (tool: JsonObject): string => `${shapeOf(tool['inputSchema'])} ${shapeOf(tool['outputSchema'])}`;
