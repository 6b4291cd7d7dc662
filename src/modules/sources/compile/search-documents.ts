// What search knows of each operation.
import type { SearchDocument } from '#platform/search/search-document';
import type { Operation, Schema } from './compiled.ts';
import { asMap, referredName } from './walk-schema.ts';

const MAX_PROPERTIES = 100;
const MAX_VALUES = 60;

/** Documents are named by operationId. */
export const searchDocumentsOf = (operations: readonly Operation[], schemas: ReadonlyMap<string, Schema>): SearchDocument[] =>
  operations.map((operation) => ({
    id: operation.operationId,
    words: {
      id: operation.operationId === operation.jsName ? operation.jsName : `${operation.operationId} ${operation.jsName}`,
      path: operation.path,
      summary: operation.summary,
      description: [operation.description, ...operation.tags].join(' '),
      parameters: argumentWords(operation, schemas),
      schemas: operation.mentions,
      aliases: operation.aliases,
      method: operation.method,
    },
  }));

/** Names first, then the words that are their values: who looks for closed issues finds the parameter `state`. */
function argumentWords({ parameters, body }: Operation, schemas: ReadonlyMap<string, Schema>): string[] {
  const properties = Object.entries(body === null ? {} : propertiesOf(body.schema, schemas)).slice(0, MAX_PROPERTIES);
  const values = [...parameters.map(({ schema }) => schema), ...properties.map(([, schema]) => schema)].flatMap(allowedWords);
  return [...parameters.map(({ name }) => name), ...properties.map(([name]) => name), ...values.slice(0, MAX_VALUES)];
}

function propertiesOf(schema: Schema, schemas: ReadonlyMap<string, Schema>): Readonly<Record<string, unknown>> {
  const named = schemas.get(referredName(schema) ?? '') ?? schema;
  return typeof named === 'boolean' ? {} : asMap(named['properties']);
}

function allowedWords(schema: unknown): string[] {
  const { enum: own, items } = asMap(schema);
  const values = own ?? asMap(items)['enum'];
  return Array.isArray(values) ? values.filter((value) => typeof value === 'string') : [];
}
