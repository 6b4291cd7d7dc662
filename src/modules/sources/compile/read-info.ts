// Reads what the document says about itself.
import type { ApiInfo } from './compiled.ts';
import { memberOf, objectIn, textIn } from './json-object.ts';
import type { JsonObject } from './json-object.ts';
import { commentText } from './signature.ts';

const MAX_TITLE = 200;
const MAX_VERSION = 100;
const MAX_DESCRIPTION = 10_000;

/** Title and version are one line each. */
export function readInfo(document: JsonObject): ApiInfo {
  const info = objectIn(document, 'info');
  const version = memberOf(info, 'version');
  return {
    title: commentText(textIn(info, 'title')).slice(0, MAX_TITLE) || 'API',
    version: commentText(typeof version === 'number' ? String(version) : textIn(info, 'version')).slice(0, MAX_VERSION),
    description: textIn(info, 'description').slice(0, MAX_DESCRIPTION),
  };
}
