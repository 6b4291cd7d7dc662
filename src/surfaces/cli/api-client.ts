// The CLI's only way to an instance: the public REST API, with an API key.
import { CliError, EXIT } from './exit-codes.ts';
import { signedRequest } from './signed-request.ts';
import { loginFile, readLogin } from './stored-login.ts';
import type { Terminal } from './terminal.ts';

const BASE = '/api/armature/v1';
const DEFAULT_URL = 'http://127.0.0.1:4600';
const READ_MS = 60_000;
/** A probe or a sync may climb a whole ladder of handshakes with a slow server; a document may compile for three minutes. */
const CHANGE_MS = 240_000;

export interface ConnectionFlags {
  readonly url?: string | undefined;
  readonly apiKey?: string | undefined;
}

export interface ApiClient {
  readonly url: string;
  /** `path` below `/api/armature/v1`, or from `/api/`. */
  get(path: string): Promise<unknown>;
  post(path: string, body: unknown): Promise<unknown>;
  /** Signed and packed; may take as long as a document takes to compile. */
  upload(path: string, body: unknown): Promise<unknown>;
}

/** An answer that is an error; `code` as in spec 05 §2. */
export class ApiProblem extends Error {
  readonly status: number;
  readonly code: string;
  readonly details: unknown;

  constructor({ status, code, message, details }: { status: number; code: string; message: string; details: unknown }) {
    super(message);
    this.status = status;
    this.code = code;
    this.details = details;
  }
}

/** Flags win over the environment, the environment over what `login` stored. */
export async function connectApi(flags: ConnectionFlags, terminal: Terminal): Promise<ApiClient> {
  const stored = await readLogin(loginFile(terminal.env));
  const url = (flags.url ?? terminal.env['ARMATURE_URL'] ?? stored?.url ?? DEFAULT_URL).replace(/\/+$/, '');
  const apiKey = flags.apiKey ?? terminal.env['ARMATURE_API_KEY'] ?? stored?.apiKey;
  if (!URL.canParse(url)) throw new CliError(EXIT.usage, `--url: "${url}" is not a URL.`);
  if (apiKey === undefined || apiKey === '') {
    throw new CliError(EXIT.usage, 'No API key. Set ARMATURE_API_KEY, pass --api-key, or run "armature login".');
  }
  const connection = { url, apiKey, terminal };
  const send = (method: string, path: string, body?: unknown) => request(connection, { method, path, ...jsonOf(body) });
  return {
    url,
    get: (path) => send('GET', path),
    post: (path, body) => send('POST', path, body),
    upload: async (path, body) => {
      const signed = await signedRequest(JSON.stringify(body), { apiKey, nowMs: terminal.now() });
      return request(connection, { method: 'POST', path, ...signed });
    },
  };
}

interface Connection {
  readonly url: string;
  readonly apiKey: string;
  readonly terminal: Terminal;
}

interface Sending {
  readonly method: string;
  readonly path: string;
  readonly body?: string | Uint8Array<ArrayBuffer> | undefined;
  readonly headers?: Readonly<Record<string, string>> | undefined;
}

const jsonOf = (body: unknown): Pick<Sending, 'body' | 'headers'> =>
  body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } };

async function request(connection: Connection, { method, path, body, headers }: Sending): Promise<unknown> {
  const response = await fetch(`${connection.url}${path.startsWith('/api/') ? '' : BASE}${path}`, {
    method,
    headers: { authorization: `Bearer ${connection.apiKey}`, accept: 'application/json', ...headers },
    redirect: 'error',
    signal: AbortSignal.any([connection.terminal.signal, AbortSignal.timeout(method === 'GET' ? READ_MS : CHANGE_MS)]),
    ...(body === undefined ? {} : { body }),
  }).catch((error: unknown) => {
    throw new CliError(EXIT.undecided, `Could not reach ${connection.url}: ${reasonOf(error)}`);
  });
  const answer: unknown = await response.json().catch(() => undefined);
  if (!response.ok) throw problemOf(response.status, answer);
  // a page of something else at this address must not pass for an answer
  if (typeof answer === 'object' && answer !== null) return answer;
  throw new CliError(EXIT.undecided, `${connection.url} did not answer as an instance of Armature does.`);
}

function problemOf(status: number, answer: unknown): ApiProblem {
  const error = fieldOf(answer, 'error');
  const message = fieldOf(error, 'message');
  const code = fieldOf(error, 'code');
  return new ApiProblem({
    status,
    code: typeof code === 'string' ? code : 'http_status',
    message: typeof message === 'string' ? message : `The instance answered with HTTP ${status}.`,
    details: fieldOf(error, 'details'),
  });
}

const fieldOf = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null && name in value ? (value as Record<string, unknown>)[name] : undefined;

const reasonOf = (error: unknown): string => {
  if (!(error instanceof Error)) return 'unknown reason';
  return error.cause instanceof Error ? error.cause.message : error.message;
};
