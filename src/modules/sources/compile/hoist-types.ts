// Gives long types of arguments, bodies and answers that stand in an operation a name, so that its signature stays short enough to read.
import type { Operation, Schema } from './compiled.ts';
import { capitalized } from './operation-names.ts';
import { schemaNameOf } from './schema-name.ts';
import { REFERENCE_PREFIX } from './schema-registry.ts';
import type { TypeWriter } from './type-text.ts';
import { hashedName } from './unique-names.ts';
import { referredName } from './walk-schema.ts';

const MAX_INLINE_CHARS = 400;
const MAX_NAME_CHARS = 120;

type Part = Pick<Operation, 'jsName' | 'parameters' | 'body' | 'response'>;

/** Adds the named ones to the schemas. `types` need not know their names: only the length counts. */
export function hoistTypes<T extends Part>(operation: T, schemas: Map<string, Schema>, types: TypeWriter): T {
  const hoisted = (schema: Schema, suffix: string): Schema => {
    if (referredName(schema) !== undefined || types.typeOf(schema).length <= MAX_INLINE_CHARS) return schema;
    const wanted = schemaNameOf(`${capitalized(operation.jsName)}${suffix}`);
    const isFree = wanted.length <= MAX_NAME_CHARS && !schemas.has(wanted);
    const id = `${operation.jsName} ${suffix}`;
    const name = isFree ? wanted : hashedName(id, wanted, { taken: schemas, maxChars: MAX_NAME_CHARS });
    schemas.set(name, schema);
    return { $ref: `${REFERENCE_PREFIX}${name}` };
  };
  const { parameters, body, response } = operation;
  return {
    ...operation,
    parameters: parameters.map((parameter) => ({ ...parameter, schema: hoisted(parameter.schema, capitalized(parameter.argument)) })),
    body: body === null ? null : { ...body, schema: hoisted(body.schema, 'Body') },
    response: response.schema === null ? response : { ...response, schema: hoisted(response.schema, 'Result') },
  };
}
