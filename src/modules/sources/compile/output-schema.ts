// The JSON Schema of a tool's structured result: status and body of a success.
import { closedSchema } from './closed-schema.ts';
import type { Operation, Schema } from './compiled.ts';

/** Undefined where nothing is known of the answer. Cut like the arguments' schema. */
export function outputSchemaOf(
  { response }: Pick<Operation, 'response'>,
  schemas: Readonly<Record<string, Schema>>,
  maxBytes: number,
): Readonly<Record<string, unknown>> | undefined {
  if (response.kind !== 'json' || response.schema === null) return undefined;
  const status = { type: 'integer', minimum: 200, maximum: 299 };
  return closedSchema({ type: 'object', properties: { status, body: response.schema }, required: ['status'] }, schemas, maxBytes);
}
