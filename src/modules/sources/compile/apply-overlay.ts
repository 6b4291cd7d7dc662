// Applies an OpenAPI Overlay (1.0, 1.1) to a document: merges into, replaces or removes what its targets find.
import { findNodes } from '#platform/match/find-nodes';
import type { FoundNode } from '#platform/match/find-nodes';
import type { DiagnosticList } from './diagnostic-list.ts';
import { isObject, listIn, memberOf, setMember, textIn } from './json-object.ts';
import type { JsonObject } from './json-object.ts';
import { placeIn } from './json-pointer.ts';
import { readDocument } from './read-document.ts';

const ROOT = '/overlay';
const MAX_ACTIONS = 1_000;

/** Changes the document in place. False where the overlay is not valid; the diagnostics say why. */
export function applyOverlay(document: JsonObject, source: unknown, diagnostics: DiagnosticList): boolean {
  const overlay = readDocument(source);
  if (!overlay.ok) {
    diagnostics.fail(ROOT, `The overlay ${overlay.error}.`);
    return false;
  }
  const version = memberOf(overlay.value, 'overlay');
  if (!/^1\.[01](\.\d+)?$/.test(String(version))) {
    diagnostics.fail(placeIn(ROOT, 'overlay'), 'The overlay must say overlay: 1.0.0 or 1.1.0.');
    return false;
  }
  const actions = listIn(overlay.value, 'actions');
  if (actions.length === 0 || actions.length > MAX_ACTIONS) {
    diagnostics.fail(placeIn(ROOT, 'actions'), `The overlay must have 1 to ${MAX_ACTIONS} actions.`);
    return false;
  }
  for (const [index, action] of actions.entries()) applyAction({ document, diagnostics }, action, placeIn(ROOT, 'actions', index));
  return !diagnostics.isFailed;
}

interface Application {
  readonly document: JsonObject;
  readonly diagnostics: DiagnosticList;
}

function applyAction({ document, diagnostics }: Application, action: unknown, at: string): void {
  const found = targetsOf(document, textIn(action, 'target'));
  if (!found.ok) return diagnostics.fail(placeIn(at, 'target'), `The target ${found.error}.`);
  const targets = found.value;
  if (targets.length === 0) return diagnostics.warn(placeIn(at, 'target'), 'The target matches nothing.');
  if (memberOf(action, 'remove') === true) return removed(targets, diagnostics, at);
  const update = updateOf(document, action);
  if (!update.ok) return diagnostics.fail(at, update.error);
  for (const target of targets) {
    if (!updated(target, update.value)) return diagnostics.fail(placeIn(at, 'update'), 'The update does not fit what the target matches.');
  }
}

function targetsOf(document: JsonObject, target: string) {
  return target === '' ? ({ ok: false, error: 'is missing' } as const) : findNodes(document, target);
}

/** What an action puts in: its own words, or what another place of the document says (`copy`, 1.1). */
function updateOf(document: JsonObject, action: unknown): { ok: true; value: unknown } | { ok: false; error: string } {
  const copy = memberOf(action, 'copy');
  if (typeof copy === 'string') {
    const found = findNodes(document, copy);
    if (!found.ok) return { ok: false, error: `What it copies ${found.error}.` };
    const [source, second] = found.value;
    if (source === undefined || second !== undefined) return { ok: false, error: 'What it copies must be one place of the document.' };
    return { ok: true, value: source.value };
  }
  const update = memberOf(action, 'update');
  return update === undefined ? { ok: false, error: 'An action must have update, copy or remove: true.' } : { ok: true, value: update };
}

/** From the end, so that places in lists stay what they are. */
function removed(targets: readonly FoundNode[], diagnostics: DiagnosticList, at: string): void {
  for (const { parent, key } of targets.toReversed()) {
    if (parent === undefined) return diagnostics.fail(placeIn(at, 'target'), 'The whole document cannot be removed.');
    if (Array.isArray(parent) && typeof key === 'number') parent.splice(key, 1);
    else Reflect.deleteProperty(parent, key);
  }
}

function updated({ value, parent, key }: FoundNode, update: unknown): boolean {
  if (Array.isArray(value)) {
    value.push(...copyOf(Array.isArray(update) ? update : [update]));
    return true;
  }
  if (isObject(value)) {
    if (!isObject(update)) return false;
    merge(value, update);
    return true;
  }
  if (parent === undefined) return false;
  setMember(parent, String(key), copyOf(update));
  return true;
}

/** Objects are merged, lists lengthened, everything else replaced. */
function merge(target: JsonObject, update: JsonObject): void {
  for (const [name, value] of Object.entries(update)) {
    const present = memberOf(target, name);
    if (isObject(present) && isObject(value)) merge(present, value);
    else if (Array.isArray(present) && Array.isArray(value)) present.push(...copyOf(value));
    else setMember(target, name, copyOf(value));
  }
}

/** One update may go to many places, each of which is its own. */
const copyOf = <T>(value: T): T => structuredClone(value);
