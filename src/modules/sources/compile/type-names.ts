// Names of types: a schema's own in capitals, unless the language has a type of that name.
import { isReservedType } from './language-names.ts';
import { capitalized } from './operation-names.ts';
import { uniqueNames } from './unique-names.ts';

const MAX_CHARS = 100;

/** By schema name: `simple-user` → `SimpleUser`, `String` → `ApiString`, `Error` → `ApiErrorBody`, since `ApiError` is ours. */
export const typeNamesOf = (schemaNames: readonly string[]): ReadonlyMap<string, string> =>
  uniqueNames(schemaNames, { nameOf: typeName, maxChars: MAX_CHARS });

function typeName(schemaName: string): string {
  const words = schemaName.split(/[^A-Za-z0-9]+/).filter((word) => word !== '');
  const name = words.map(capitalized).join('');
  const valid = /^[A-Z]/.test(name) ? name : `Api${name}`;
  if (!isReservedType(valid)) return valid;
  return isReservedType(`Api${valid}`) ? `Api${valid}Body` : `Api${valid}`;
}
