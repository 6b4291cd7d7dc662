// Reads the request body of an operation: JSON before a form before text; anything else cannot be sent (spec 06 §2).
import { failed, ok } from '#kernel/outcome';
import type { Outcome } from '#kernel/outcome';
import type { Method, RequestBody, Schema } from './compiled.ts';
import { entriesIn, isObject, memberOf, setMember, textIn } from './json-object.ts';
import type { JsonObject } from './json-object.ts';
import { placeIn } from './json-pointer.ts';
import { isAnyMediaType, isSendableMediaType, kindOfMediaType } from './media-type.ts';
import { serializationOf } from './read-parameters.ts';
import type { ReadContext } from './read-parameters.ts';
import type { ObjectPlace, Place } from './references.ts';

const MAX_DESCRIPTION = 2_000;

export interface ReadBody {
  readonly body: RequestBody | null;
  readonly isBroken: boolean;
}

/** The error says why the operation cannot be offered. */
export function readBody(context: ReadContext, place: Place, method: Method): Outcome<ReadBody, string> {
  if (place.value === undefined) return ok({ body: null, isBroken: false });
  const followed = context.references.follow(place);
  if (!followed.ok) return failed(`${followed.error} The operation is left out.`);
  const { value, at } = followed.value;
  const required = memberOf(value, 'required') === true;
  if (method === 'GET' || method === 'HEAD') {
    if (required) return failed(`A ${method} request cannot have a body; the operation is left out.`);
    context.diagnostics.warn(at, `A ${method} request cannot have a body; it is left out.`);
    return ok({ body: null, isBroken: false });
  }
  const taken = takenContent(followed.value);
  if (taken === undefined) {
    const [first] = entriesIn(value, 'content')[0] ?? [];
    if (first === undefined) return ok({ body: null, isBroken: false });
    return failed(`A body can be JSON, a form or text, not ${JSON.stringify(first.slice(0, 100))}; the operation is left out.`);
  }
  const read = taken.schema === undefined ? { schema: true, isBroken: false } : context.registry.read(taken.schema, taken.schemaAt);
  const body: RequestBody = {
    required,
    description: textIn(value, 'description').trim().slice(0, MAX_DESCRIPTION),
    contentType: taken.contentType,
    kind: taken.kind,
    schema: bodySchema(taken.kind, read.schema),
    encoding: taken.kind === 'form' ? encodingOf(taken.media) : {},
  };
  return ok({ body, isBroken: read.isBroken });
}

interface TakenContent {
  readonly kind: RequestBody['kind'];
  readonly contentType: string;
  readonly media: JsonObject;
  readonly schema: unknown;
  readonly schemaAt: string;
}

const PREFERENCE = ['json', 'form', 'text'] as const;

/** Plain JSON before what is made of it, and that before a JSON Patch, which is a list of steps whatever its schema says. */
function rankOf(contentType: string): number {
  if (/^(?:application|text)\/json\s*(?:;|$)/i.test(contentType)) return 0;
  return /^application\/json-patch\+json\s*(?:;|$)/i.test(contentType) ? 2 : 1;
}

function takenContent({ value, at }: ObjectPlace): TakenContent | undefined {
  const offered = entriesIn(value, 'content').map(([mediaType, media]) => ({
    kind: isAnyMediaType(mediaType) ? ('json' as const) : kindOfMediaType(mediaType),
    contentType: isAnyMediaType(mediaType) || !isSendableMediaType(mediaType) ? 'application/json' : mediaType,
    media: isObject(media) ? media : {},
    schema: memberOf(media, 'schema'),
    schemaAt: placeIn(at, 'content', mediaType, 'schema'),
  }));
  for (const kind of PREFERENCE) {
    const candidates = offered.filter((content) => content.kind === kind);
    const [found] = candidates.toSorted((a, b) => rankOf(a.contentType) - rankOf(b.contentType));
    if (found !== undefined) return { ...found, kind };
  }
  return undefined;
}

/** Text is text, whatever else its schema says. */
function bodySchema(kind: RequestBody['kind'], schema: Schema): Schema {
  if (kind !== 'text') return schema;
  return isObject(schema) && schema['type'] === 'string' ? schema : { type: 'string' };
}

function encodingOf(media: JsonObject): RequestBody['encoding'] {
  const encoding = {};
  for (const [field, value] of entriesIn(media, 'encoding')) {
    if (!isObject(value)) continue;
    const isJson = kindOfMediaType(textIn(value, 'contentType')) === 'json';
    setMember(encoding, field, serializationOf(value, 'query', isJson));
  }
  return encoding;
}
