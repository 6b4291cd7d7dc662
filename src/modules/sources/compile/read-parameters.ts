// Reads the parameters of an operation and gives each the name that scripts and tools call it by (spec 06 §2).
import type { Parameter, ParameterPlace, Schema } from './compiled.ts';
import type { DiagnosticList } from './diagnostic-list.ts';
import { entriesIn, isObject, listIn, memberOf, textIn } from './json-object.ts';
import type { JsonObject } from './json-object.ts';
import { placeIn } from './json-pointer.ts';
import type { ListedOperation } from './list-operations.ts';
import { kindOfMediaType } from './media-type.ts';
import type { ObjectPlace, Place, References } from './references.ts';
import type { SchemaRegistry } from './schema-registry.ts';

const MAX_DESCRIPTION = 2_000;
const PLACES: readonly ParameterPlace[] = ['path', 'query', 'header'];

/** Set by whoever sends the request, never by a caller. OpenAPI ignores the first three; the others would change the request itself. */
const OWN_HEADERS = new Set([
  'accept',
  'content-type',
  'authorization',
  'cookie',
  'host',
  'content-length',
  'transfer-encoding',
  'connection',
  'keep-alive',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'upgrade',
  'expect',
]);

export interface ReadContext {
  readonly references: References;
  readonly registry: SchemaRegistry;
  readonly diagnostics: DiagnosticList;
  /** `header:x-api-key`, `query:api_key`: what carries the credential is nobody's argument. */
  readonly credentials: ReadonlySet<string>;
}

export interface ReadParameters {
  readonly parameters: readonly Parameter[];
  readonly isBroken: boolean;
}

type Unnamed = Omit<Parameter, 'argument'>;

/** `hasBody`: the argument `body` is taken. */
export function readParameters(context: ReadContext, operation: ListedOperation, hasBody: boolean): ReadParameters {
  const byPlace = new Map<string, Unnamed>();
  let isBroken = false;
  const own = listIn(operation.raw, 'parameters').map((value, index) => ({ value, at: placeIn(operation.at, 'parameters', index) }));
  for (const place of [...operation.sharedParameters, ...own]) {
    const read = readParameter(context, place);
    if (read === undefined) continue;
    if (read === 'broken' || read.isBroken) isBroken = true;
    if (read !== 'broken') byPlace.set(`${read.parameter.place}:${read.parameter.name}`, read.parameter);
  }
  const parameters = completedPath(context, operation, [...byPlace.values()]);
  return { parameters: named(parameters, hasBody), isBroken };
}

function readParameter(context: ReadContext, place: Place): { parameter: Unnamed; isBroken: boolean } | 'broken' | undefined {
  const followed = context.references.follow(place);
  if (!followed.ok) {
    context.diagnostics.warn(place.at, `${followed.error} The parameter is left out.`);
    return 'broken';
  }
  const { value, at } = followed.value;
  const name = textIn(value, 'name');
  const where = textIn(value, 'in');
  const found = PLACES.find((known) => known === where);
  if (found === undefined || name === '') {
    // Cookies are the caller's session, never an argument.
    if (where !== 'cookie') context.diagnostics.warn(at, 'This parameter has no name or no place that is known; it is left out.');
    return undefined;
  }
  if (isOurs(context, found, name)) return undefined;
  if (found === 'header' && !/^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,200}$/.test(name)) {
    context.diagnostics.warn(at, 'This is no name for a header; the parameter is left out.');
    return undefined;
  }
  const { schema, isJson, isBroken } = schemaOf(context, followed.value);
  const { style, explode } = serializationOf(value, found, isJson);
  const parameter: Unnamed = {
    name,
    place: found,
    required: found === 'path' || memberOf(value, 'required') === true,
    description: textIn(value, 'description').trim().slice(0, MAX_DESCRIPTION),
    schema,
    style,
    explode,
    allowReserved: memberOf(value, 'allowReserved') === true,
  };
  return { parameter, isBroken };
}

function isOurs({ credentials }: ReadContext, place: ParameterPlace, name: string): boolean {
  if (place === 'header') return OWN_HEADERS.has(name.toLowerCase()) || credentials.has(`header:${name.toLowerCase()}`);
  return credentials.has(`${place}:${name}`);
}

function schemaOf({ registry }: ReadContext, { value, at }: ObjectPlace): { schema: Schema; isJson: boolean; isBroken: boolean } {
  const schema = memberOf(value, 'schema');
  if (schema !== undefined) return { ...registry.read(schema, placeIn(at, 'schema')), isJson: false };
  const [mediaType, media] = entriesIn(value, 'content')[0] ?? [];
  if (mediaType === undefined || !isObject(media)) return { schema: true, isJson: false, isBroken: false };
  const inner = memberOf(media, 'schema');
  const read = inner === undefined ? { schema: true, isBroken: false } : registry.read(inner, placeIn(at, 'content', mediaType, 'schema'));
  return { ...read, isJson: kindOfMediaType(mediaType) === 'json' };
}

const STYLES: Readonly<Record<ParameterPlace, readonly Parameter['style'][]>> = {
  path: ['simple', 'label', 'matrix'],
  query: ['form', 'spaceDelimited', 'pipeDelimited', 'deepObject'],
  header: ['simple'],
};

/** OpenAPI's defaults where nothing, or nothing that fits the place, is said. */
export function serializationOf(value: JsonObject, place: ParameterPlace, isJson: boolean): Pick<Parameter, 'style' | 'explode'> {
  if (isJson) return { style: 'json', explode: false };
  const [usual, ...others] = STYLES[place];
  const given = [usual, ...others].find((style) => style === memberOf(value, 'style'));
  const style = given ?? usual ?? 'simple';
  const explode = memberOf(value, 'explode');
  return { style, explode: typeof explode === 'boolean' ? explode : style === 'form' || style === 'deepObject' };
}

/** Every `{name}` of the path has its parameter, and nothing else is in it. */
function completedPath({ diagnostics }: ReadContext, { path, at }: ListedOperation, parameters: readonly Unnamed[]): Unnamed[] {
  const wanted = new Set([...path.matchAll(/\{([^{}]+)\}/g)].map(([, name]) => name ?? ''));
  const kept = parameters.filter(({ place, name }) => {
    if (place !== 'path' || wanted.has(name)) return true;
    diagnostics.warn(at, `The path has no {${name.slice(0, 80)}}; the parameter is left out.`);
    return false;
  });
  const missing = [...wanted].filter((name) => !kept.some((parameter) => parameter.place === 'path' && parameter.name === name));
  for (const name of missing)
    diagnostics.warn(at, `The path's {${name.slice(0, 80)}} is no parameter of the operation; it is taken as a text.`);
  const implied = missing.map<Unnamed>((name) => ({
    name,
    place: 'path',
    required: true,
    description: '',
    schema: { type: 'string' },
    style: 'simple',
    explode: false,
    allowReserved: false,
  }));
  return [...kept, ...implied];
}

/** Path, then query, then header. All that share a name get their place behind it. */
function named(parameters: readonly Unnamed[], hasBody: boolean): Parameter[] {
  const counts = new Map<string, number>(hasBody ? [['body', 1]] : []);
  for (const { name } of parameters) counts.set(name, (counts.get(name) ?? 0) + 1);
  const taken = new Set(counts.keys());
  return PLACES.flatMap((place) => parameters.filter((parameter) => parameter.place === place)).map((parameter) => {
    if (counts.get(parameter.name) === 1) return { ...parameter, argument: parameter.name };
    let argument = `${parameter.name}_${parameter.place}`;
    while (taken.has(argument)) argument = `${argument}_${parameter.place}`;
    taken.add(argument);
    return { ...parameter, argument };
  });
}
