// The JSON Schema of an operation's arguments, for tools and for checking calls.
import { closedSchema } from './closed-schema.ts';
import type { Operation, Schema } from './compiled.ts';
import { setMember } from './json-object.ts';

/**
 * Flat arguments and `body`, no others; the schemas it reaches are in `$defs`. Beyond `maxBytes` as JSON it is cut, and takes
 * more than the whole one does, never less: the names of the arguments and which are required are always in it.
 */
export function argumentSchemaOf(
  operation: Pick<Operation, 'parameters' | 'body'>,
  schemas: Readonly<Record<string, Schema>>,
  maxBytes: number,
): Readonly<Record<string, unknown>> {
  const { parameters, body } = operation;
  const properties = {};
  for (const { argument, schema, description } of parameters) setMember(properties, argument, described(schema, description));
  if (body !== null) setMember(properties, 'body', described(body.schema, body.description));
  const required = [
    ...parameters.filter((parameter) => parameter.required).map(({ argument }) => argument),
    ...(body?.required === true ? ['body'] : []),
  ];
  const schema = { type: 'object', properties, ...(required.length === 0 ? {} : { required }), additionalProperties: false };
  return closedSchema(schema, schemas, maxBytes);
}

/** The parameter's own description counts more than that of its schema. */
function described(schema: Schema, description: string): Schema {
  if (description === '') return schema;
  if (typeof schema === 'boolean') return schema ? { description } : schema;
  return { ...schema, description };
}
