// Reads what an operation answers with when it succeeds.
import type { Method, Operation } from './compiled.ts';
import { entriesIn, isObject, memberOf, objectIn } from './json-object.ts';
import { placeIn } from './json-pointer.ts';
import type { ListedOperation } from './list-operations.ts';
import { isAnyMediaType, kindOfMediaType } from './media-type.ts';
import type { ReadContext } from './read-parameters.ts';
import type { ObjectPlace, Place } from './references.ts';

export interface ReadResponse {
  readonly response: Operation['response'];
  readonly isBroken: boolean;
}

const NOTHING_SAID: ReadResponse = { response: { kind: 'unknown', schema: null }, isBroken: false };
const NO_BODY: ReadResponse = { response: { kind: 'none', schema: null }, isBroken: false };

/** The lowest 2xx that has content, else the lowest 2xx, else `default`: documents that name one success name it so. */
export function readResponse(context: ReadContext, operation: ListedOperation): ReadResponse {
  const successes = successesOf(operation);
  let isBroken = false;
  let isSaid = false;
  for (const place of successes) {
    const followed = context.references.follow(place);
    if (!followed.ok) {
      context.diagnostics.warn(place.at, `${followed.error} The answer is taken as "anything".`);
      isBroken = true;
      continue;
    }
    isSaid = true;
    const read = readContent(context, followed.value, operation.method);
    if (read !== undefined) return read;
  }
  if (isBroken) return { ...NOTHING_SAID, isBroken };
  return isSaid ? NO_BODY : NOTHING_SAID;
}

function successesOf({ raw, at }: ListedOperation): Place[] {
  const responses = objectIn(raw, 'responses') ?? {};
  const place = (status: string): Place => ({ value: responses[status], at: placeIn(at, 'responses', status) });
  const statuses = Object.keys(responses).filter((status) => /^2(\d\d|XX)$/i.test(status));
  if (statuses.length > 0) return statuses.toSorted().map(place);
  return Object.hasOwn(responses, 'default') ? [place('default')] : [];
}

/** Undefined where the response has no content. */
function readContent(context: ReadContext, { value, at }: ObjectPlace, method: Method): ReadResponse | undefined {
  if (method === 'HEAD') return NO_BODY;
  const offered = entriesIn(value, 'content').map(([mediaType, media]) => ({
    kind: isAnyMediaType(mediaType) ? 'json' : kindOfMediaType(mediaType),
    schema: isObject(media) ? memberOf(media, 'schema') : undefined,
    at: placeIn(at, 'content', mediaType, 'schema'),
  }));
  if (offered.length === 0) return undefined;
  const json = offered.find(({ kind }) => kind === 'json');
  if (json === undefined) return offered.some(({ kind }) => kind === 'text') ? textAnswer : NOTHING_SAID;
  if (json.schema === undefined) return { response: { kind: 'json', schema: null }, isBroken: false };
  const { schema, isBroken } = context.registry.read(json.schema, json.at);
  return { response: { kind: 'json', schema }, isBroken };
}

const textAnswer: ReadResponse = { response: { kind: 'text', schema: { type: 'string' } }, isBroken: false };
