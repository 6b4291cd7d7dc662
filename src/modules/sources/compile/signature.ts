// Writes an operation's signature as scripts call it (spec 07 §9).
import type { Operation } from './compiled.ts';
import { propertyName } from './type-text.ts';
import type { TypeWriter } from './type-text.ts';

const MAX_SUMMARY = 200;

export type Callable = Pick<Operation, 'jsName' | 'parameters' | 'body' | 'response'>;

/** `listPets(args?: { limit?: number }): Promise<Pet[]>` */
export function signatureOf({ jsName, parameters, body, response }: Callable, types: TypeWriter): string {
  const members = parameters.map(({ argument, required, schema }) => member(argument, required, types.typeOf(schema)));
  if (body !== null) members.push(member('body', body.required, types.typeOf(body.schema)));
  const isOptional = parameters.every(({ required }) => !required) && body?.required !== true;
  const args = members.length === 0 ? '' : `args${isOptional ? '?' : ''}: { ${members.join('; ')} }`;
  return `${jsName}(${args}): Promise<${answerType(response, types)}>`;
}

const member = (name: string, required: boolean, type: string): string => `${propertyName(name)}${required ? '' : '?'}: ${type}`;

function answerType({ kind, schema }: Operation['response'], types: TypeWriter): string {
  if (kind === 'none') return 'void';
  if (kind === 'text') return 'string';
  return schema === null ? 'unknown' : types.typeOf(schema);
}

/** `List pets — GET /pets`, safe inside a comment. */
export function docOf({ summary, method, path, deprecated }: Pick<Operation, 'summary' | 'method' | 'path' | 'deprecated'>): string {
  const lead = summary === '' ? '' : `${summary.slice(0, MAX_SUMMARY)} — `;
  return commentText(`${deprecated ? 'Deprecated. ' : ''}${lead}${method} ${path}`);
}

/** One line that cannot end the comment it stands in. */
export const commentText = (text: string): string =>
  text
    .replace(/[\s\p{Cc}\u2028\u2029]+/gu, ' ')
    .replaceAll('*/', '*\\/')
    .trim();
