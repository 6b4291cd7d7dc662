// Formats that validators know. Some refuse a whole schema for one they do not know, so that becomes words for whoever reads it. Pure.
import { textIn } from './json-object.ts';
import type { JsonObject } from './json-object.ts';

/** JSON Schema's own, and those that OpenAPI adds. */
const KNOWN = new Set(
  [
    'date-time date time duration email idn-email hostname idn-hostname ipv4 ipv6',
    'uri uri-reference iri iri-reference uri-template json-pointer relative-json-pointer regex uuid',
    'int32 int64 float double byte binary password',
  ].flatMap((names) => names.split(' ')),
);

export function withPortableFormat(schema: JsonObject): JsonObject {
  const { format, ...others } = schema;
  if (typeof format !== 'string' || KNOWN.has(format)) return schema;
  const description = [textIn(schema, 'description').trim(), `Format: ${format}.`].filter((text) => text !== '').join(' ');
  return { ...others, description };
}
