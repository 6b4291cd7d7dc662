// Lists the operations of a document: every method of every path, with an operationId of its own.
import { METHODS } from './compiled.ts';
import type { Method } from './compiled.ts';
import type { DiagnosticList } from './diagnostic-list.ts';
import { entriesIn, isObject, listIn, memberOf, textIn } from './json-object.ts';
import type { JsonObject } from './json-object.ts';
import { placeIn } from './json-pointer.ts';
import { madeOperationId } from './operation-names.ts';
import type { ObjectPlace, Place, References } from './references.ts';

const MAX_OPERATIONS = 50_000;
const MAX_ID_CHARS = 200;
const MAX_PATH_CHARS = 2_000;

export interface ListedOperation {
  readonly operationId: string;
  readonly method: Method;
  readonly path: string;
  readonly raw: JsonObject;
  readonly at: string;
  /** The path's own parameters, which its operations share. */
  readonly sharedParameters: readonly Place[];
  /** It would be called elsewhere than the rest of the API, which nothing here is. */
  readonly hasOwnServer: boolean;
}

export interface ListContext {
  readonly document: JsonObject;
  readonly references: References;
  readonly diagnostics: DiagnosticList;
  /** In mode tools an operation without an id is left out (spec 06 §2); scripts get one made of its method and path. */
  readonly mode: 'tools' | 'code';
}

/** In the order of the document. */
export function listOperations(context: ListContext): ListedOperation[] {
  const { document, references, diagnostics } = context;
  const found: ListedOperation[] = [];
  const ids = new TakenIds();
  for (const [path, value] of entriesIn(document, 'paths')) {
    const at = placeIn('/paths', path);
    if (path.startsWith('x-')) continue;
    const item = references.follow({ value, at });
    if (!item.ok) {
      diagnostics.warn(at, `${item.error} Its operations are left out.`);
      continue;
    }
    for (const [method, place] of methodsOf(item.value, diagnostics)) {
      const listed = listedOperation(context, { method, path: withoutFragment(path), place, item: item.value });
      if (listed === undefined) continue;
      const operation = ids.has(listed.operationId) ? renamed(listed, ids, diagnostics) : listed;
      ids.add(operation.operationId);
      found.push(operation);
      if (found.length <= MAX_OPERATIONS) continue;
      diagnostics.fail('/paths', `There are more than ${MAX_OPERATIONS} operations.`);
      return found;
    }
  }
  return found;
}

function methodsOf(item: ObjectPlace, diagnostics: DiagnosticList): [Method, Place][] {
  const found: [Method, Place][] = [];
  for (const method of METHODS) {
    const value = memberOf(item.value, method.toLowerCase());
    if (value !== undefined) found.push([method, { value, at: placeIn(item.at, method.toLowerCase()) }]);
  }
  for (const [name, value] of entriesIn(item.value, 'additionalOperations')) {
    const at = placeIn(item.at, 'additionalOperations', name);
    const method = METHODS.find((known) => known === name);
    if (method === undefined)
      diagnostics.warn(at, `The method ${JSON.stringify(name.slice(0, 40))} is not supported; the operation is left out.`);
    else if (!found.some(([known]) => known === method)) found.push([method, { value, at }]);
  }
  return found;
}

/** Some documents tell paths apart by what is never sent: `/#Action=DescribeHosts`. */
const withoutFragment = (path: string): string => path.split('#')[0] ?? path;

interface Candidate {
  readonly method: Method;
  readonly path: string;
  readonly place: Place;
  readonly item: ObjectPlace;
}

function listedOperation({ diagnostics, mode }: ListContext, { method, path, place, item }: Candidate): ListedOperation | undefined {
  const { value, at } = place;
  if (!isObject(value)) {
    diagnostics.warn(at, 'An operation must be an object; it is left out.');
    return undefined;
  }
  if (!path.startsWith('/') || path.length > MAX_PATH_CHARS || /[\s?\\]/.test(path)) {
    diagnostics.warn(
      at,
      `A path begins with "/", holds neither spaces, "?" nor "\\", and has at most ${MAX_PATH_CHARS} characters; the operation is left out.`,
    );
    return undefined;
  }
  const given = textIn(value, 'operationId').trim();
  if (given === '' && mode === 'tools') {
    diagnostics.warn(at, 'The operation has no operationId and is left out. Give it one.');
    return undefined;
  }
  const operationId = (given === '' ? madeOperationId(method, path) : given).slice(0, MAX_ID_CHARS);
  if (given === '')
    diagnostics.warn(at, `The operation has no operationId and is called ${JSON.stringify(operationId)}. Give it one that stays.`);
  const sharedParameters = listIn(item.value, 'parameters').map((parameter, index) => ({
    value: parameter,
    at: placeIn(item.at, 'parameters', index),
  }));
  const hasOwnServer = [value, item.value].some((owner) => listIn(owner, 'servers').length > 0);
  return { operationId, method, path, raw: value, at, sharedParameters, hasOwnServer };
}

/** Remembers how often a made id was given, so that many of them do not each count from the start. */
class TakenIds {
  readonly #ids = new Set<string>();
  readonly #numbers = new Map<string, number>();

  has(id: string): boolean {
    return this.#ids.has(id);
  }

  add(id: string): void {
    this.#ids.add(id);
  }

  freeLike(wanted: string): string {
    if (!this.has(wanted)) return wanted;
    let number = this.#numbers.get(wanted) ?? 2;
    while (this.has(`${wanted}_${number}`)) number += 1;
    this.#numbers.set(wanted, number + 1);
    return `${wanted}_${number}`;
  }
}

function renamed(operation: ListedOperation, ids: TakenIds, diagnostics: DiagnosticList): ListedOperation {
  const operationId = ids.freeLike(madeOperationId(operation.method, operation.path).slice(0, MAX_ID_CHARS));
  const shown = JSON.stringify(operation.operationId);
  diagnostics.warn(
    operation.at,
    `The operationId ${shown} is taken; this operation is called ${JSON.stringify(operationId)}. Give it one of its own.`,
  );
  return { ...operation, operationId };
}
