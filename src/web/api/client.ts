// The only fetch of the dashboard: same origin, session cookie, organization and CSRF headers, problems as typed errors.
import createClient from 'openapi-fetch';
import type { Client } from 'openapi-fetch';
import { ApiError } from './error.ts';
import type { components, paths } from './schema.ts';

/** The shapes of the published OpenAPI document. */
export type Schemas = components['schemas'];

const REST = '/api/armature/v1';
const APP = '/api/app';
const TIMEOUT_MS = 60_000;

let csrfToken = '';
const clients = new Map<string, Client<paths>>();

/** The session tells the token once it is loaded; every change sends it. */
export function rememberCsrfToken(token: string): void {
  csrfToken = token;
}

/** The public REST API, for the organization with this slug. */
export function rest(org: string): Client<paths> {
  const known = clients.get(org);
  if (known !== undefined) return known;
  const client = createClient<paths>({
    baseUrl: `${window.location.origin}${REST}`,
    fetch: (request) => send(request),
    headers: { 'X-Armature-Organization': org },
  });
  clients.set(org, client);
  return client;
}

/** The body of an answer. A problem never comes this far: `send` throws it. */
export async function read<T>(answer: Promise<{ readonly data?: T }>): Promise<T> {
  const { data } = await answer;
  if (data === undefined) throw new ApiError({ status: 0, code: 'unexpected', message: 'The server sent an empty answer.' });
  return data;
}

export interface AppCall {
  readonly method?: 'GET' | 'POST' | 'PATCH' | 'DELETE' | undefined;
  readonly body?: unknown;
  readonly signal?: AbortSignal | undefined;
}

/** A route that only a signed-in person has; these are no part of the published document, so each caller names its shape. */
export async function app<T>(path: string, { method = 'GET', body, signal }: AppCall = {}): Promise<T> {
  const json = body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } };
  const response = await send(new Request(appUrl(path), { method, ...json, ...(signal === undefined ? {} : { signal }) }));
  return (await response.json()) as T;
}

export const appUrl = (path: string): string => `${APP}${path}`;

/** Outside of both interfaces, such as `/readyz`: for whoever asks. */
export async function instance<T>(path: string, signal: AbortSignal): Promise<T> {
  return (await (await send(new Request(path, { signal }))).json()) as T;
}

/** For what may take longer than other questions. */
export const within = (timeoutMs: number) => ({ fetch: (request: Request): Promise<Response> => send(request, timeoutMs) });

async function send(request: Request, timeoutMs: number = TIMEOUT_MS): Promise<Response> {
  const headers = new Headers(request.headers);
  headers.set('accept', 'application/json');
  if (request.method !== 'GET') headers.set('X-Armature-CSRF', csrfToken);
  const timeout = AbortSignal.timeout(timeoutMs);
  const signal = AbortSignal.any([request.signal, timeout]);
  let response: Response;
  try {
    response = await fetch(new Request(request, { headers, credentials: 'same-origin', signal }));
  } catch (error) {
    if (request.signal.aborted) throw error;
    const message = timeout.aborted
      ? `The server did not answer within ${timeoutMs / 1_000} seconds.`
      : 'The server cannot be reached. Is it still running?';
    throw new ApiError({ status: 0, code: 'network', message });
  }
  if (!response.ok) throw await problemOf(response);
  return response;
}

async function problemOf(response: Response): Promise<ApiError> {
  const problem = await readProblem(response);
  return new ApiError({
    status: response.status,
    code: problem?.code ?? 'unexpected',
    message: problem?.message ?? `The server answered ${response.status} without saying why.`,
    fieldErrors: problem?.details.fieldErrors,
    warnings: problem?.details.warnings,
    details: problem?.details,
    requestId: response.headers.get('x-request-id') ?? undefined,
    retryAfterSeconds: secondsOf(response.headers.get('retry-after')),
  });
}

const secondsOf = (header: string | null): number | undefined => (header !== null && /^\d{1,6}$/.test(header) ? Number(header) : undefined);

/** A proxy in between may answer with a page of its own: then there is no problem to read. */
async function readProblem(response: Response): Promise<Schemas['Error']['error'] | undefined> {
  try {
    const body = (await response.json()) as Partial<Schemas['Error']>;
    return body.error;
  } catch {
    return undefined;
  }
}
