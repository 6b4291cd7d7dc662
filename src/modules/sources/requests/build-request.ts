// Makes the request of one call. Whatever the arguments are, it stays on the base URL's origin and below its path. Pure.
import type { FieldError } from '#kernel/errors';
import type { Operation, Parameter } from '../compile/compiled.ts';
import type { BuildResult, BuiltRequest } from './built-request.ts';
import { faultOfHeaderValue, isHeaderName, isReservedHeader } from './header-field.ts';
import { hasDotSegment, encodeAll, encodeLiteral, encodeReserved } from './percent.ts';
import { serializeBody } from './serialize-body.ts';
import { serializeInHeader, serializeInPath, serializeInQuery } from './serialize-value.ts';

/** Most servers and proxies take 8 KiB; the credential may come on top. */
const MAX_URL_LENGTH = 8_000;
const NO_VALUE = 'is required';

/** What an operation's requests have in common, made once for each. */
interface Plan {
  readonly known: ReadonlySet<string>;
  readonly headers: readonly Parameter[];
  readonly query: readonly Parameter[];
  /** Of the path, what lies between slashes: literal text, encoded, and parameters. */
  readonly segments: readonly (readonly (string | Parameter)[])[];
  /** What the path itself says behind a `?`. */
  readonly fixedQuery: readonly string[];
}

/** What is known of one call while its request is made. */
interface Call {
  readonly operation: Operation;
  readonly plan: Plan;
  readonly args: Readonly<Record<string, unknown>>;
  readonly faults: FieldError[];
}

/** `args`: flat arguments and `body`, as their schema allows them; what no schema can say is refused here, every fault at once. */
export function buildRequest(operation: Operation, args: unknown, { baseUrl }: { readonly baseUrl: string }): BuildResult {
  const given = args ?? {};
  if (!isObject(given)) return refused([{ field: 'arguments', message: 'must be an object' }]);
  const call: Call = { operation, plan: planOf(operation), args: given, faults: [] };
  refuseUnknown(call);
  const request = assembled(call, baseUrl);
  const [first, ...rest] = call.faults;
  if (first) return refused([first, ...rest]);
  return { ok: true, ...request };
}

const isObject = (value: unknown): value is Call['args'] => typeof value === 'object' && value !== null && !Array.isArray(value);

const refused = (fieldErrors: readonly [FieldError, ...FieldError[]]): BuildResult => ({ ok: false, fieldErrors });

function assembled(call: Call, baseUrl: string): BuiltRequest {
  const { operation } = call;
  if (operation.method === 'TRACE') call.faults.push({ field: 'operation', message: 'has the method TRACE, which is not sent' });
  const headers = new Map([['accept', 'application/json, */*;q=0.5']]);
  for (const parameter of call.plan.headers) addHeader(call, parameter, headers);
  const body = bodyOf(call, headers);
  const url = urlOf(call, baseUrl);
  return { method: operation.method, url, headers: Object.fromEntries(headers), body };
}

const plans = new WeakMap<Operation, Plan>();

function planOf(operation: Operation): Plan {
  const made = plans.get(operation) ?? planned(operation);
  plans.set(operation, made);
  return made;
}

function planned({ parameters, body, path }: Operation): Plan {
  const at = (place: Parameter['place']): Parameter[] => parameters.filter((one) => one.place === place);
  const [template = '', fixed = ''] = (path.split('#')[0] ?? '').split(/\?(.*)/s);
  const whole = template.startsWith('/') ? template : `/${template}`;
  const inPath = new Map(at('path').map((parameter) => [parameter.name, parameter]));
  return {
    known: new Set([...parameters.map(({ argument }) => argument), ...(body === null ? [] : ['body'])]),
    headers: at('header'),
    query: at('query'),
    segments: whole.split('/').map((segment) => piecesOf(segment, inPath)),
    fixedQuery: fixed === '' ? [] : [encodeFixed(fixed)],
  };
}

/** Odd parts are the names between braces. */
const piecesOf = (segment: string, parameters: ReadonlyMap<string, Parameter>): (string | Parameter)[] =>
  segment.split(/\{([^{}]*)\}/).map((part, index) => {
    const isName = index % 2 === 1;
    return (isName ? parameters.get(part) : undefined) ?? encodeLiteral(isName ? `{${part}}` : part);
  });

const argumentOf = ({ args }: Call, name: string): unknown => (Object.hasOwn(args, name) ? args[name] : undefined);

function refuseUnknown({ plan, args, faults }: Call): void {
  for (const name of Object.keys(args)) {
    if (!plan.known.has(name)) faults.push({ field: name, message: 'is not an argument of this operation' });
  }
}

/** Arguments are JSON of any depth; the engine's own limit is the only end of it. */
function within<T>({ faults }: Call, field: string, serialize: () => T): T | undefined {
  try {
    return serialize();
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    faults.push({ field, message: 'is nested too deeply' });
    return undefined;
  }
}

function addHeader(call: Call, parameter: Parameter, headers: Map<string, string>): void {
  const { argument: field, name, required } = parameter;
  const value = argumentOf(call, field);
  const isOurs = isReservedHeader(name) || !isHeaderName(name);
  if (value === undefined || value === null) {
    if (required && !isOurs) call.faults.push({ field, message: NO_VALUE });
    return;
  }
  if (isOurs) {
    call.faults.push({ field, message: 'is a header that arguments cannot set' });
    return;
  }
  const text = within(call, field, () => serializeInHeader(parameter, value));
  const fault = text === undefined ? undefined : faultOfHeaderValue(text);
  if (fault !== undefined) call.faults.push({ field, message: fault });
  if (text !== undefined) headers.set(name.toLowerCase(), text);
}

function bodyOf(call: Call, headers: Map<string, string>): string | null {
  const { body, method } = call.operation;
  if (body === null) return null;
  const value = argumentOf(call, 'body');
  if (value === undefined) {
    if (body.required) call.faults.push({ field: 'body', message: NO_VALUE });
    return null;
  }
  if (method === 'GET' || method === 'HEAD') {
    call.faults.push({ field: 'body', message: `cannot be sent: ${method} requests have no body` });
    return null;
  }
  const written = within(call, 'body', () => serializeBody(body, value));
  if (written === undefined) return null;
  if (!written.ok) {
    call.faults.push({ field: 'body', message: written.error });
    return null;
  }
  headers.set('content-type', body.contentType);
  return written.value;
}

function urlOf(call: Call, baseUrl: string): string {
  const base = baseOf(baseUrl);
  const path = base.path + call.plan.segments.map((pieces) => segmentOf(call, pieces)).join('/');
  const query = [...call.plan.fixedQuery, ...queryOf(call)].join('&');
  const url = `${base.origin}${path}${query === '' ? '' : `?${query}`}`;
  if (call.faults.length > 0) return url;
  const parsed = URL.parse(url);
  // What the parser would write in another way is not what was checked.
  if (parsed?.origin !== base.origin || parsed.pathname !== path)
    call.faults.push({ field: 'operation', message: 'has a path that is no plain path' });
  if (url.length > MAX_URL_LENGTH)
    call.faults.push({ field: longest(call), message: `makes the URL longer than ${MAX_URL_LENGTH} characters` });
  return url;
}

const MAX_BASES = 100;
const bases = new Map<string, { readonly origin: string; readonly path: string }>();

/** Without a slash at its end. An instance has a few of them and reads each a thousand times. */
function baseOf(baseUrl: string): { readonly origin: string; readonly path: string } {
  const known = bases.get(baseUrl);
  if (known) return known;
  const url = URL.parse(baseUrl);
  if (!url) throw new Error('a base URL that is no URL');
  const base = { origin: url.origin, path: url.pathname.replace(/\/+$/, '') };
  if (bases.size >= MAX_BASES) bases.clear();
  bases.set(baseUrl, base);
  return base;
}

/** Of a template such as `/items?view=full`: kept, without what ends a query. */
const encodeFixed = (text: string): string => text.replaceAll(/[^A-Za-z0-9\-._~!$()*+,;=:@/?&%]/gu, encodeAll);

function segmentOf(call: Call, pieces: Plan['segments'][number]): string {
  const text = pieces.map((piece) => (typeof piece === 'string' ? piece : valueInPath(call, piece))).join('');
  if (hasDotSegment(text)) {
    const field = pieces.find((piece) => typeof piece !== 'string')?.argument ?? 'operation';
    call.faults.push({ field, message: 'must not make a "." or ".." segment of the path' });
  }
  return text;
}

function valueInPath(call: Call, parameter: Parameter): string {
  const field = parameter.argument;
  const value = argumentOf(call, field);
  if (value === undefined || value === null) {
    call.faults.push({ field, message: NO_VALUE });
    return '';
  }
  const text = within(call, field, () => serializeInPath(parameter, value));
  if (text === undefined) return '';
  if (text === '') call.faults.push({ field, message: 'must not be empty: it is part of the path' });
  if (/%(?:[01][0-9A-F]|7F)/.test(text))
    call.faults.push({ field, message: 'must not contain control characters: it is part of the path' });
  return text;
}

function queryOf(call: Call): string[] {
  return call.plan.query.flatMap((parameter) => {
    const field = parameter.argument;
    const value = argumentOf(call, field);
    if (value === undefined || value === null) {
      if (parameter.required) call.faults.push({ field, message: NO_VALUE });
      return [];
    }
    return within(call, field, () => serializeInQuery(parameter, value, parameter.allowReserved ? encodeReserved : encodeAll)) ?? [];
  });
}

function longest({ operation, args }: Call): string {
  const sizeOf = ({ argument }: Parameter): number => (Object.hasOwn(args, argument) ? (JSON.stringify(args[argument]) ?? '').length : 0);
  const [first] = operation.parameters.filter(({ place }) => place !== 'header').toSorted((a, b) => sizeOf(b) - sizeOf(a));
  return first?.argument ?? 'operation';
}
