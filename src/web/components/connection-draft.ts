// The connection of a source in mode tools as it is filled in: how callers bring their credential and how it goes on.
import type { ConnectionInput, SourceConnection } from '../api/sources.ts';
import type { Errors } from './form-errors.ts';

export type CredentialPlace = SourceConnection['credentialLocation'];
export type ValidationMode = SourceConnection['validationMode'];

export interface ConnectionDraft {
  readonly location: CredentialPlace;
  readonly name: string;
  readonly prefix: string;
  /** False: the API gets it in the same place, behind the same prefix. */
  readonly forwardsElsewhere: boolean;
  readonly forward: { readonly location: CredentialPlace; readonly name: string; readonly format: string };
  readonly validationMode: ValidationMode;
  readonly validationPath: string;
}

const PLACEHOLDER = '{credential}';
const NAMES: Readonly<Record<CredentialPlace, string>> = { header: 'Authorization', query: 'api_key' };

const prefixOf = (location: CredentialPlace, name: string): string =>
  location === 'header' && name.toLowerCase() === 'authorization' ? 'Bearer ' : '';

export function connectionDraftOf(connection: SourceConnection | null): ConnectionDraft {
  if (connection === null) {
    const forward = { location: 'header', name: NAMES.header, format: `Bearer ${PLACEHOLDER}` } as const;
    const start = { location: 'header', name: NAMES.header, prefix: 'Bearer ', forwardsElsewhere: false, forward } as const;
    return { ...start, validationMode: 'endpoint', validationPath: '' };
  }
  const { credentialLocation: location, credentialName: name, credentialPrefix: prefix, forward } = connection;
  const isSame = forward.location === location && forward.name === name && forward.format === `${prefix}${PLACEHOLDER}`;
  return {
    location,
    name,
    prefix,
    forwardsElsewhere: !isSame,
    forward,
    validationMode: connection.validationMode,
    validationPath: connection.validationPath ?? '',
  };
}

/** Another place brings its usual name and prefix along, unless they were chosen. */
export function placedAt(draft: ConnectionDraft, location: CredentialPlace): ConnectionDraft {
  if (draft.name !== NAMES[draft.location]) return { ...draft, location };
  return { ...draft, location, name: NAMES[location], prefix: prefixOf(location, NAMES[location]) };
}

export function connectionInputOf(draft: ConnectionDraft): ConnectionInput {
  const { location, name, prefix, forwardsElsewhere, forward, validationMode, validationPath } = draft;
  const same = { location, name: name.trim(), format: `${prefix}${PLACEHOLDER}` };
  return {
    credentialLocation: location,
    credentialName: name.trim(),
    credentialPrefix: prefix,
    forward: forwardsElsewhere ? { ...forward, name: forward.name.trim() } : same,
    validationMode,
    validationPath: validationMode === 'endpoint' ? validationPath.trim() : null,
  };
}

/** Fields as the server names them, below `connection`. */
export function connectionFaults({ name, forwardsElsewhere, forward, validationMode, validationPath }: ConnectionDraft): Errors {
  const isOnce = forward.format.split(PLACEHOLDER).length === 2;
  return {
    ...(name.trim() === '' ? { 'connection.credentialName': 'must not be empty' } : {}),
    ...(forwardsElsewhere && forward.name.trim() === '' ? { 'connection.forward.name': 'must not be empty' } : {}),
    ...(forwardsElsewhere && !isOnce ? { 'connection.forward.format': `must contain ${PLACEHOLDER} once` } : {}),
    ...(validationMode === 'endpoint' && validationPath.trim() === '' ? { 'connection.validationPath': 'must not be empty' } : {}),
  };
}

/** Where the validation asks: undefined while it cannot be said. */
export function validationAddress(baseUrl: string | null, { validationMode, validationPath }: ConnectionDraft): string | undefined {
  if (baseUrl === null || validationMode !== 'endpoint' || validationPath.trim() === '') return undefined;
  return URL.parse(validationPath.trim(), `${baseUrl}/`)?.href;
}
