// How callers of mode tools bring their credential and how it goes on, as it is entered: what may be said, its defaults, and what
// is wrong with it (spec 06 §3).
import { z } from 'zod';
import { boundedText, verbatimText } from '#kernel/bounded-text';
import type { FieldError } from '#kernel/errors';
import { failed, ok } from '#kernel/outcome';
import type { Outcome } from '#kernel/outcome';
import { faultOfHeaderValue, isHeaderName, isReservedHeader } from './requests/header-field.ts';
import type { CredentialPlace, SourceConnection } from './source.ts';

const PLACEHOLDER = '{credential}';
const place = z.enum(['header', 'query'], 'must be header or query');

export const connectionInput = z
  .strictObject({
    credentialLocation: place.default('header').meta({ description: 'Where callers put their credential on the MCP request' }),
    credentialName: boundedText(1, 128).optional().meta({ description: 'Header or query parameter; default `Authorization` or `api_key`' }),
    credentialPrefix: verbatimText(0, 64).optional().meta({
      description: 'Stripped; without it the credential counts as missing. Default `Bearer ` for `Authorization`, otherwise none',
    }),
    forward: z
      .strictObject({
        location: place.optional(),
        name: boundedText(1, 128).optional(),
        format: verbatimText(PLACEHOLDER.length, 256).optional().meta({ description: 'Contains `{credential}` once' }),
      })
      .optional()
      .meta({ description: 'Where the API gets the credential; default the same place, behind the same prefix' }),
    validationMode: z.enum(['endpoint', 'presence_only'], 'must be endpoint or presence_only').default('endpoint'),
    validationPath: boundedText(1, 2048).nullish().meta({
      description:
        'Of `endpoint`, called with GET and the credential: a path or a URL on the origin of the base URL; without a leading slash it is below the base URL',
    }),
  })
  .meta({ id: 'SourceConnectionInput' });

export type ConnectionInput = z.infer<typeof connectionInput>;

/** With its defaults, or every wrong field at once, named below `connection`. `baseUrl` has been judged already. Pure. */
export function completeConnection(
  input: ConnectionInput,
  baseUrl: string,
): Outcome<SourceConnection, readonly [FieldError, ...FieldError[]]> {
  const names = namesOf(input);
  const { forward } = names;
  const path = validationPathOf(input, baseUrl);
  const faults = [
    fault('credentialName', faultOfName(names.credentialLocation, names.credentialName, { isCaller: true })),
    fault('credentialPrefix', faultOfPrefix(names.credentialPrefix)),
    // taken over from the caller's side, it is that one's fault
    fault('forward.name', input.forward?.name === undefined ? undefined : faultOfName(forward.location, forward.name, { isCaller: false })),
    fault('forward.format', faultOfFormat(forward.format)),
    fault('validationPath', path.ok ? undefined : path.error),
  ];
  const [first, ...rest] = faults.filter((one) => one !== undefined);
  if (first) return failed([first, ...rest]);
  return ok({ ...names, validationMode: input.validationMode, validationPath: path.ok ? path.value : null });
}

function namesOf(input: ConnectionInput): Omit<SourceConnection, 'validationMode' | 'validationPath'> {
  const { credentialLocation, credentialName = DEFAULT_NAMES[credentialLocation] } = input;
  const credentialPrefix = input.credentialPrefix ?? prefixOf(credentialLocation, credentialName);
  const location = input.forward?.location ?? credentialLocation;
  const isSamePlace = location === credentialLocation;
  const name = input.forward?.name ?? (isSamePlace ? credentialName : DEFAULT_NAMES[location]);
  const prefix = isSamePlace && name === credentialName ? credentialPrefix : prefixOf(location, name);
  const format = input.forward?.format ?? `${prefix}${PLACEHOLDER}`;
  return { credentialLocation, credentialName, credentialPrefix, forward: { location, name, format } };
}

const DEFAULT_NAMES: Readonly<Record<CredentialPlace, string>> = { header: 'Authorization', query: 'api_key' };

const prefixOf = (location: CredentialPlace, name: string): string =>
  location === 'header' && name.toLowerCase() === 'authorization' ? 'Bearer ' : '';

const fault = (field: string, message: string | undefined): FieldError | undefined =>
  message === undefined ? undefined : { field: `connection.${field}`, message };

/** Of the MCP request itself; a credential there would be read as something else. */
const CALLER_HEADERS = ['origin', 'user-agent', 'mcp-', 'x-armature-', 'last-event-id', 'accept-'];
/** Parameters that our own endpoints read. */
const CALLER_PARAMETERS = new Set(['environment', 'typecheck', 'codemode']);
const PARAMETER_NAME = /^[A-Za-z0-9._~-]{1,128}$/;

function faultOfName(location: CredentialPlace, name: string, { isCaller }: { readonly isCaller: boolean }): string | undefined {
  const lower = name.toLowerCase();
  if (location === 'query') {
    if (!PARAMETER_NAME.test(name)) return 'must be a query parameter: letters, digits and "._~-"';
    return isCaller && CALLER_PARAMETERS.has(lower) ? 'is a parameter that the endpoint itself reads' : undefined;
  }
  if (!isHeaderName(name)) return 'is not a header name';
  const isTaken = isReservedHeader(name) || (isCaller && CALLER_HEADERS.some((start) => lower.startsWith(start)));
  return lower !== 'authorization' && isTaken ? 'is a header that cannot carry a credential' : undefined;
}

/** It stands in configuration files of clients, which read variables there. */
const faultOfPrefix = (prefix: string): string | undefined =>
  /[${}]/.test(prefix) ? 'must not have $, { or }' : faultOfHeaderValue(prefix);

function faultOfFormat(format: string): string | undefined {
  return format.split(PLACEHOLDER).length === 2 ? faultOfHeaderValue(format) : `must contain ${PLACEHOLDER} once`;
}

/** The path and query on the origin of the base URL, whichever way they were written; null where nothing is asked. */
function validationPathOf({ validationMode, validationPath }: ConnectionInput, baseUrl: string): Outcome<string | null, string> {
  if (validationMode === 'presence_only') return ok(null);
  if (typeof validationPath !== 'string') return failed('is required while validationMode is endpoint');
  const base = URL.parse(baseUrl);
  // the parser drops tabs and line breaks and turns backslashes round
  const url = /[\s\p{Cc}\\]/u.test(validationPath) ? null : URL.parse(validationPath, `${baseUrl}/`);
  if (!base || url?.origin !== base.origin || url.username !== '' || url.password !== '' || url.hash !== '')
    return failed('must be a path or URL on the origin of the base URL');
  return ok(`${url.pathname}${url.search}`);
}
