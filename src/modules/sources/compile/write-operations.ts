// Gives the operations that were read their names and signatures, and the schemas their types.
import { aliasCycles } from './alias-cycles.ts';
import type { Operation, Schema } from './compiled.ts';
import { hoistTypes } from './hoist-types.ts';
import { nameOperations } from './operation-names.ts';
import { namesOfOperation, requestNamesOf } from './read-operations.ts';
import type { ReadOperations } from './read-operations.ts';
import { signatureOf } from './signature.ts';
import { splitDirections } from './split-directions.ts';
import { typeNamesOf } from './type-names.ts';
import { createTypeWriter } from './type-text.ts';
import { namesIn, reachedNames } from './walk-schema.ts';

export interface WrittenOperations {
  /** Sorted by operationId. */
  readonly operations: readonly Operation[];
  /** Those that the operations reach, sorted by name. */
  readonly schemas: ReadonlyMap<string, Schema>;
}

export function writeOperations(read: ReadOperations): WrittenOperations {
  const schemas = new Map(read.schemas);
  const asInput = splitDirections(schemas, new Set(read.operations.flatMap((operation) => [...requestNamesOf(operation)])));
  const { jsNames, toolNames } = nameOperations(read.operations.map(({ operationId }) => operationId));
  const roughTypes = createTypeWriter(typeNamesOf([...schemas.keys()]), new Map());
  const named = read.operations
    .map((operation) => ({
      ...operation,
      jsName: jsNames.get(operation.operationId) ?? operation.operationId,
      toolName: toolNames.get(operation.operationId) ?? operation.operationId,
      parameters: operation.parameters.map((parameter) => ({ ...parameter, schema: asInput(parameter.schema) })),
      body: operation.body === null ? null : { ...operation.body, schema: asInput(operation.body.schema) },
    }))
    .toSorted((one, other) => (one.operationId < other.operationId ? -1 : 1))
    .map((operation) => hoistTypes(operation, schemas, roughTypes));
  const kept = keptSchemas(schemas, new Set(named.flatMap((operation) => [...namesOfOperation(operation)])));
  const types = typesOf(kept);
  return {
    schemas: kept,
    operations: named.map((operation) => ({
      ...operation,
      signature: signatureOf(operation, types),
      mentions: [...namesOfOperation(operation)],
    })),
  };
}

function keptSchemas(schemas: ReadonlyMap<string, Schema>, names: ReadonlySet<string>): Map<string, Schema> {
  const reached = reachedNames(names, (name) => namesIn(schemas.get(name) ?? true));
  return new Map([...reached].toSorted().map((name) => [name, schemas.get(name) ?? true]));
}

/** Writes types for these schemas, by the same names each time. */
const typesOf = (schemas: ReadonlyMap<string, Schema>) => createTypeWriter(typeNamesOf([...schemas.keys()]), aliasCycles(schemas));

/** `type Pet = { … };` of each, by schema name. */
export function typeLinesOf(schemas: ReadonlyMap<string, Schema>): Map<string, string> {
  const names = typeNamesOf([...schemas.keys()]);
  const types = typesOf(schemas);
  return new Map([...schemas].map(([name, schema]) => [name, `type ${names.get(name) ?? name} = ${types.aliasOf(name, schema)};`]));
}
