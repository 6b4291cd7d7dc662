// A document as Prism can judge by it. Pure.
import { entriesOf, objectOf } from './json-members.ts';
import type { OpenApiDocument } from './real-document.ts';

const FORM = 'application/x-www-form-urlencoded';

/**
 * Prism takes anything where its compiler refuses a schema, as it does `nullable` without a type; and of nested forms it reads only a
 * part, so forms are JSON here and come to it as JSON.
 */
export const mockDocument = (document: OpenApiDocument): OpenApiDocument => objectOf(changed(document));

function changed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(changed);
  if (typeof value !== 'object' || value === null) return value;
  const { nullable, [FORM]: form, ...others } = objectOf(value);
  const members = Object.fromEntries(entriesOf(others).map(([name, member]) => [name, changed(member)]));
  return {
    ...members,
    ...(nullable === true && 'type' in others ? { nullable } : {}),
    ...(form === undefined ? {} : { 'application/json': { schema: changed(objectOf(form)['schema']) } }),
  };
}
