// The only fetch of the dashboard: same origin, session cookie, organization and CSRF headers, problems as typed errors.
import { ApiError } from './error.ts';
import type { FieldError } from './error.ts';

export type Query = Readonly<Record<string, string | number | boolean | undefined>>;

export interface CallOptions {
  readonly method?: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE' | undefined;
  /** Slug of the organization the call is for. */
  readonly org?: string | undefined;
  readonly query?: Query | undefined;
  readonly body?: unknown;
  readonly signal?: AbortSignal | undefined;
}

const REST = '/api/armature/v1';
const APP = '/api/app';
const TIMEOUT_MS = 60_000;

let csrfToken = '';

/** The session tells the token once it is loaded; every change sends it. */
export function rememberCsrfToken(token: string): void {
  csrfToken = token;
}

/** A route of the public REST API. */
export const rest = <T>(path: string, options: CallOptions = {}): Promise<T> => call<T>(`${REST}${path}`, options);

/** A route that only a signed-in person has. */
export const app = <T>(path: string, options: CallOptions = {}): Promise<T> => call<T>(`${APP}${path}`, options);

export const appUrl = (path: string): string => `${APP}${path}`;

async function call<T>(path: string, options: CallOptions): Promise<T> {
  const response = await send(path, options);
  const body = await readBody(response);
  if (!response.ok) throw problemOf(response, body);
  return trusted<T>(body);
}

async function send(path: string, { method = 'GET', org, query, body, signal }: CallOptions): Promise<Response> {
  const headers = new Headers({ accept: 'application/json' });
  if (org !== undefined) headers.set('X-Armature-Organization', org);
  if (method !== 'GET') headers.set('X-Armature-CSRF', csrfToken);
  if (body !== undefined) headers.set('content-type', 'application/json');
  const timeout = AbortSignal.timeout(TIMEOUT_MS);
  try {
    return await fetch(`${path}${queryText(query)}`, {
      method,
      headers,
      credentials: 'same-origin',
      signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  } catch (error) {
    if (signal?.aborted) throw error;
    const message = timeout.aborted ? 'The server did not answer within a minute.' : 'The server cannot be reached. Is it still running?';
    throw new ApiError({ status: 0, code: 'network', message });
  }
}

/** `{page: 2, search: ''}` → `?page=2`: empty values are left out. */
export function queryText(query: Query | undefined): string {
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(query ?? {})) {
    if (value !== undefined && value !== '') params.set(name, String(value));
  }
  const text = params.toString();
  return text === '' ? '' : `?${text}`;
}

async function readBody(response: Response): Promise<unknown> {
  const text = await response.text();
  if (text === '') return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

// The shapes are generated from the document that the same server publishes, so an answer is taken at its word.
const trusted = <T>(body: unknown): T => body as T;

interface ProblemBody {
  readonly error?: {
    readonly code?: string;
    readonly message?: string;
    readonly details?: { readonly fieldErrors?: FieldError[]; readonly warnings?: string[] } & Record<string, unknown>;
  };
}

function problemOf(response: Response, body: unknown): ApiError {
  const problem = (body as ProblemBody | undefined)?.error;
  return new ApiError({
    status: response.status,
    code: problem?.code ?? 'unexpected',
    message: problem?.message ?? `The server answered ${response.status} without saying why.`,
    fieldErrors: problem?.details?.fieldErrors,
    warnings: problem?.details?.warnings,
    details: problem?.details,
    requestId: response.headers.get('x-request-id') ?? undefined,
  });
}
