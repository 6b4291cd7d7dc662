// Reads the chosen operations whole: parameters, bodies, answers, and the schemas all of them refer to.
import type { Operation, Schema } from './compiled.ts';
import type { CompileProgress } from './compile-input.ts';
import type { DiagnosticList } from './diagnostic-list.ts';
import { listIn, memberOf, textIn } from './json-object.ts';
import { placeIn } from './json-pointer.ts';
import type { ListedOperation } from './list-operations.ts';
import { readBody } from './read-body.ts';
import { readParameters } from './read-parameters.ts';
import type { ReadContext } from './read-parameters.ts';
import { readResponse } from './read-response.ts';
import { commentText } from './signature.ts';
import { annotationsOf } from './tool-annotations.ts';
import { namesIn, reachedNames } from './walk-schema.ts';

const MAX_SUMMARY = 300;
const MAX_DESCRIPTION = 4_000;
const MAX_TAGS = 20;
const MAX_ALIASES = 20;
const MAX_WORD = 100;
const PROGRESS_EVERY = 200;

/** Without the names and texts that depend on all operations together. */
export type ReadOperation = Omit<Operation, 'jsName' | 'toolName' | 'signature' | 'mentions'>;

export interface ReadOperations {
  readonly operations: readonly ReadOperation[];
  readonly schemas: Map<string, Schema>;
}

export interface ReadOptions {
  /** In mode tools an operation that refers to nothing is left out (spec 06 §2); in scripts what is missing is `unknown`. */
  readonly mode: 'tools' | 'code';
  readonly onProgress: CompileProgress;
}

interface Candidate {
  readonly operation: ReadOperation;
  readonly at: string;
  readonly isBroken: boolean;
}

export function readOperations(
  context: ReadContext,
  listed: readonly ListedOperation[],
  { mode, onProgress }: ReadOptions,
): ReadOperations {
  const candidates: Candidate[] = [];
  for (const [index, operation] of listed.entries()) {
    if (index % PROGRESS_EVERY === 0) onProgress('operations', index, listed.length);
    const candidate = readOperation(context, operation);
    if (candidate !== undefined) candidates.push(candidate);
  }
  const { schemas, broken } = context.registry.finish();
  const all = candidates.map(({ operation }) => operation);
  if (mode === 'code') return { operations: all, schemas };
  const uses = new Map([...schemas].map(([name, schema]) => [name, namesIn(schema)]));
  const whole = candidates.filter(({ operation, at, isBroken }) => {
    const reached = reachedNames(namesOfOperation(operation), (name) => uses.get(name) ?? []);
    const isWhole = !isBroken && ![...reached].some((name) => broken.has(name));
    if (!isWhole) context.diagnostics.warn(at, 'The operation refers to something that is not in the document; it is left out.');
    return isWhole;
  });
  return { operations: whole.map(({ operation }) => operation), schemas };
}

function readOperation(context: ReadContext, listed: ListedOperation): Candidate | undefined {
  const { raw, at, method } = listed;
  const body = readBody(context, { value: memberOf(raw, 'requestBody'), at: placeIn(at, 'requestBody') }, method);
  if (!body.ok) {
    context.diagnostics.warn(at, body.error);
    return undefined;
  }
  if (listed.hasOwnServer)
    context.diagnostics.warn(at, 'The operation names a server of its own; it is called under the base URL like all others.');
  const parameters = readParameters(context, listed, body.value.body !== null);
  const response = readResponse(context, listed);
  const operation: ReadOperation = {
    operationId: listed.operationId,
    method,
    path: listed.path,
    summary: commentText(textIn(raw, 'summary')).slice(0, MAX_SUMMARY),
    description: textIn(raw, 'description').trim().slice(0, MAX_DESCRIPTION),
    tags: wordsIn(listIn(raw, 'tags'), MAX_TAGS),
    deprecated: memberOf(raw, 'deprecated') === true,
    aliases: aliasesOf(listed, context.diagnostics),
    parameters: parameters.parameters,
    body: body.value.body,
    response: response.response,
    annotations: annotationsOf(listed, context.diagnostics),
  };
  return { operation, at, isBroken: parameters.isBroken || body.value.isBroken || response.isBroken };
}

const ALIASES = 'x-codemode-aliases';

function aliasesOf({ raw, at }: ListedOperation, diagnostics: DiagnosticList): string[] {
  const given = memberOf(raw, ALIASES);
  if (given === undefined) return [];
  const words = wordsIn(Array.isArray(given) ? given : [given], MAX_ALIASES);
  const isTaken = words.length === (Array.isArray(given) ? given.length : 1);
  if (!isTaken) diagnostics.warn(placeIn(at, ALIASES), `Aliases are a list of at most ${MAX_ALIASES} texts; some do not count.`);
  return words;
}

const wordsIn = (values: readonly unknown[], most: number): string[] =>
  values
    .filter((value): value is string => typeof value === 'string' && value.trim() !== '')
    .map((value) => commentText(value).slice(0, MAX_WORD))
    .slice(0, most);

/** Names of schemas directly in what it takes and answers with. */
export const namesOfOperation = ({ parameters, body, response }: Pick<Operation, 'parameters' | 'body' | 'response'>): Set<string> =>
  new Set([...requestNamesOf({ parameters, body }), ...(response.schema === null ? [] : namesIn(response.schema))]);

export const requestNamesOf = ({ parameters, body }: Pick<Operation, 'parameters' | 'body'>): Set<string> =>
  new Set([...parameters.flatMap(({ schema }) => [...namesIn(schema)]), ...(body === null ? [] : namesIn(body.schema))]);
