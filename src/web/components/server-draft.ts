// A server as it is being typed, and the request it becomes.
import type { AuthKind, NewServer, TransportType } from '../api/servers.ts';
import { parseJsonObject } from '../text/json-text.ts';

export interface AuthDraft {
  readonly kind: AuthKind;
  readonly value: string;
  readonly headerName: string;
}

export interface ServerDraft {
  readonly name: string;
  readonly transportType: TransportType;
  readonly baseUrl: string;
  readonly environment: string;
  readonly categories: string;
  readonly timeoutSeconds: string;
  readonly extraHeaders: string;
  readonly auth: AuthDraft;
}

export const EMPTY_AUTH: AuthDraft = { kind: 'none', value: '', headerName: 'X-API-Key' };

export const EMPTY_SERVER: ServerDraft = {
  name: '',
  transportType: 'streamable_http',
  baseUrl: '',
  environment: 'production',
  categories: '',
  timeoutSeconds: '30',
  extraHeaders: '',
  auth: EMPTY_AUTH,
};

export type Errors = Readonly<Record<string, string>>;

/** What can be said while typing; the server checks everything again. */
export function serverDraftErrors(draft: ServerDraft): Errors {
  const errors: Record<string, string> = {};
  if (draft.name.trim() === '') errors['name'] = 'must not be empty';
  if (!/^https?:\/\/\S+$/i.test(draft.baseUrl.trim())) errors['baseUrl'] = 'must be an absolute http:// or https:// URL';
  if (draft.extraHeaders.trim() !== '') {
    const headers = parseJsonObject(draft.extraHeaders);
    if (!headers.ok) errors['connectionConfig.extraHeaders'] = headers.message;
  }
  return { ...errors, ...authDraftErrors(draft.auth, 'authProfile') };
}

export function authDraftErrors(auth: AuthDraft, path: string): Errors {
  const errors: Record<string, string> = {};
  const at = (field: string): string => (path === '' ? field : `${path}.${field}`);
  if (auth.kind !== 'none' && auth.value === '') errors[at('value')] = 'must not be empty';
  if (auth.kind === 'api_key_header' && auth.headerName.trim() === '') errors[at('headerName')] = 'must not be empty';
  return errors;
}

/** What a credential is sent as; the kinds differ in their fields. */
export function authInput(auth: AuthDraft): { kind: AuthKind; headerName?: string; value?: string } {
  if (auth.kind === 'none') return { kind: 'none' };
  if (auth.kind === 'bearer') return { kind: 'bearer', value: auth.value };
  return { kind: 'api_key_header', headerName: auth.headerName.trim(), value: auth.value };
}

export function serverInput(draft: ServerDraft): NewServer {
  const headers = draft.extraHeaders.trim() === '' ? undefined : parseJsonObject(draft.extraHeaders);
  return {
    name: draft.name.trim(),
    transportType: draft.transportType,
    baseUrl: draft.baseUrl.trim(),
    environment: draft.environment.trim(),
    categories: wordsOf(draft.categories),
    connectionConfig: {
      timeoutSeconds: Number(draft.timeoutSeconds),
      // A value that is no text is refused by the server, by its name.
      ...(headers?.ok === true ? { extraHeaders: headers.value as Record<string, string> } : {}),
    },
    authProfile: { name: 'Default', ...authInput(draft.auth) },
  };
}

/** `"a, b  c"` → `["a","b","c"]` */
export const wordsOf = (text: string): string[] => text.split(/[\s,]+/).filter((word) => word !== '');
