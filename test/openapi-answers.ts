// Holds answers against an OpenAPI 3.0 document, with a validator that is not ours.
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';

export interface Answer {
  readonly method: string;
  /** As the document writes it, with parameters in braces. */
  readonly path: string;
  readonly status: number;
  readonly type: string | null;
  readonly body: string;
}

type Schema = Readonly<Record<string, unknown>>;

/** What is read of a document here. */
export interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, { readonly responses: Readonly<Record<string, DocumentedResponse>> }>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
}

interface DocumentedResponse {
  readonly content?: Readonly<Record<string, { readonly schema: Schema }>>;
}

/** How an answer differs from the document, or undefined. */
export function answerFault(document: Document, { method, path, status, type, body }: Answer): string | undefined {
  const operation = document.paths[path]?.[method];
  if (!operation) return `${method} ${path} is no operation of the document`;
  const response = operation.responses[String(status)];
  if (!response) return `${status} is not documented for ${method} ${path}`;
  const mediaType = type?.split(';')[0] ?? '';
  const documented = response.content?.[mediaType];
  if (!documented) return `${mediaType} is not documented for ${method} ${path}`;
  const ajv = new Ajv2020({ strict: true, allowUnionTypes: true });
  // The published type of the plugin knows only the callable form of its module.
  (addFormats as unknown as (to: Ajv2020) => void)(ajv);
  const $defs = Object.fromEntries(Object.entries(document.components.schemas).map(([name, schema]) => [name, jsonSchemaOf(schema)]));
  const validate = ajv.compile({ $defs, ...jsonSchemaOf(documented.schema) });
  return validate(JSON.parse(body)) ? undefined : ajv.errorsText(validate.errors);
}

/** A schema of OpenAPI 3.0 in the words of JSON Schema 2020-12: `nullable` and exclusive bounds are no switches, a reference points into `$defs`. */
function jsonSchemaOf(schema: Schema): Schema {
  const {
    nullable,
    exclusiveMinimum,
    exclusiveMaximum,
    minimum,
    maximum,
    example: _example,
    discriminator: _discriminator,
    ...rest
  } = schema;
  const known = {
    ...Object.fromEntries(Object.entries(rest).map(([word, value]) => [word, wordOf(word, value)])),
    ...(minimum === undefined ? {} : { [exclusiveMinimum === true ? 'exclusiveMinimum' : 'minimum']: minimum }),
    ...(maximum === undefined ? {} : { [exclusiveMaximum === true ? 'exclusiveMaximum' : 'maximum']: maximum }),
  };
  return nullable === true ? { anyOf: [known, { type: 'null' }] } : known;
}

function wordOf(word: string, value: unknown): unknown {
  if (word === '$ref') return String(value).replace('#/components/schemas/', '#/$defs/');
  if (word === 'properties')
    return Object.fromEntries(Object.entries(value as Record<string, Schema>).map(([name, one]) => [name, jsonSchemaOf(one)]));
  if (['allOf', 'anyOf', 'oneOf'].includes(word)) return (value as readonly Schema[]).map(jsonSchemaOf);
  if (['items', 'not', 'additionalProperties'].includes(word) && typeof value === 'object') return jsonSchemaOf(value as Schema);
  return value;
}
