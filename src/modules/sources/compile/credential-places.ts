// Where the document and the manifest say that the credential goes: arguments of these names do not exist for callers.
import type { PartialManifest } from './parse-manifest.ts';
import { entriesIn, objectIn, textIn } from './json-object.ts';
import type { JsonObject } from './json-object.ts';

/** `header:x-api-key` (lower case), `query:api_key`. */
export function credentialPlaces(document: JsonObject, { auth }: Pick<PartialManifest, 'auth'>): Set<string> {
  const places = new Set<string>();
  const add = (where: string, name: string): void => {
    if (name !== '') places.add(where === 'header' ? `header:${name.toLowerCase()}` : `${where}:${name}`);
  };
  for (const [, scheme] of entriesIn(objectIn(document, 'components'), 'securitySchemes'))
    if (textIn(scheme, 'type') === 'apiKey') add(textIn(scheme, 'in'), textIn(scheme, 'name'));
  if (auth.kind === 'api_key_header') add('header', auth.name ?? '');
  if (auth.kind === 'api_key_query') add('query', auth.name ?? '');
  return places;
}
