// One tool per operation (spec 06 §2). Made once for a bundle; schemas only when somebody lists them.
import { argumentSchemaOf, isReservedHeader, outputSchemaOf } from '#modules/sources';
import type { OpenBundle, Operation, Parameter, SourceConnection } from '#modules/sources';
import type { ToolAnnotations } from '#platform/mcp/mcp';
import type { Product } from '../product.ts';

type JsonSchema = Readonly<Record<string, unknown>>;

export interface ProductTool {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly annotations: ToolAnnotations;
  /** Without the parameters that carry the credential, which no argument may set. */
  readonly operation: Operation;
  readonly inputSchema: JsonSchema;
  readonly outputSchema: JsonSchema | undefined;
}

const MAX_TITLE = 200;
const MAX_DESCRIPTION = 4_000;
/** A client reads all tools at once. Calls are checked against the whole schema. */
const MAX_INPUT_SCHEMA_BYTES = 12 * 1024;
const MAX_OUTPUT_SCHEMA_BYTES = 8 * 1024;

type Forward = SourceConnection['forward'];
const made = new WeakMap<OpenBundle['operations'], { readonly forward: Forward; readonly tools: readonly ProductTool[] }>();

/** In the order of the operationIds. */
export function productTools({ bundle, connection: { forward } }: Product): readonly ProductTool[] {
  const known = made.get(bundle.operations);
  if (known?.forward.location === forward.location && known.forward.name === forward.name) return known.tools;
  const tools = bundle.operations.all.map((operation) => toolOf(withoutCredential(operation, forward), bundle.schemas));
  made.set(bundle.operations, { forward, tools });
  return tools;
}

function toolOf(operation: Operation, schemas: OpenBundle['schemas']): ProductTool {
  return {
    name: operation.toolName,
    title: (operation.summary || operation.operationId).slice(0, MAX_TITLE),
    description: descriptionOf(operation),
    annotations: operation.annotations,
    operation,
    get inputSchema() {
      return argumentSchemaOf(operation, schemas, MAX_INPUT_SCHEMA_BYTES);
    },
    get outputSchema() {
      return tolerant(outputSchemaOf(operation, schemas, MAX_OUTPUT_SCHEMA_BYTES));
    },
  };
}

const DEPARTURE = { description: 'What the API answers where it departs from its document, or the beginning of a body that was cut' };

/**
 * Clients refuse a result that breaks the schema, and with it what the agent asked for. Documents are never quite right and large
 * bodies are cut, so the documented body is one of two possibilities.
 */
function tolerant(schema: JsonSchema | undefined): JsonSchema | undefined {
  const properties = schema?.['properties'];
  if (typeof properties !== 'object' || properties === null || !('body' in properties)) return schema;
  return { ...schema, properties: { ...properties, body: { anyOf: [properties.body, DEPARTURE] } } };
}

function descriptionOf({ summary, description, method, path, deprecated }: Operation): string {
  const text = (description || summary).trim().slice(0, MAX_DESCRIPTION);
  return [...(deprecated ? ['Deprecated.'] : []), ...(text === '' ? [] : [text]), `${method} ${path}`].join('\n\n');
}

const withoutCredential = (operation: Operation, forward: Forward): Operation => {
  const isSettable = (parameter: Parameter): boolean => !carriesCredential(parameter, forward);
  return operation.parameters.every(isSettable) ? operation : { ...operation, parameters: operation.parameters.filter(isSettable) };
};

function carriesCredential({ place, name }: Parameter, forward: Forward): boolean {
  if (place === 'header' && isReservedHeader(name)) return true;
  if (place !== forward.location) return false;
  return place === 'header' ? name.toLowerCase() === forward.name.toLowerCase() : name === forward.name;
}
