// Names of operations: of client methods in scripts, and of tools (spec 06 §2).
import { isReservedMember } from './language-names.ts';
import { uniqueNames } from './unique-names.ts';

const MAX_TOOL_CHARS = 64;
const MAX_JS_CHARS = 80;

export interface OperationNames {
  readonly jsNames: ReadonlyMap<string, string>;
  readonly toolNames: ReadonlyMap<string, string>;
}

/** Both by operationId. */
export const nameOperations = (operationIds: readonly string[]): OperationNames => ({
  jsNames: uniqueNames(operationIds, { nameOf: jsName, maxChars: MAX_JS_CHARS }),
  toolNames: uniqueNames(operationIds, { nameOf: (id) => id.replace(/[^A-Za-z0-9_-]/gu, '_'), maxChars: MAX_TOOL_CHARS }),
});

/** `repos/list-for-org` → `reposListForOrg`. An id that is a name already stays as it is. */
function jsName(operationId: string): string {
  const words = operationId.split(/[^A-Za-z0-9_$]+/).filter((word) => word !== '');
  const joined = words.map((word, index) => (index === 0 ? word : capitalized(word))).join('');
  const name = /^[A-Za-z_$]/.test(joined) ? joined : `_${joined}`;
  return isReservedMember(name) ? `${name}_` : name;
}

export const capitalized = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1);

/** For an operation without an id: `GET /pets/{petId}` → `get_pets_petId`. */
export const madeOperationId = (method: string, path: string): string =>
  [method.toLowerCase(), ...path.split(/[^A-Za-z0-9_]+/)].filter((part) => part !== '').join('_');
