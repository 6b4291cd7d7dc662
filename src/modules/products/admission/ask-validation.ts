// Asks the API whether it knows a credential: one GET to the validation endpoint (spec 06 §3).
import { seconds } from '#kernel/duration';
import { addCredential } from '#modules/sources';
import type { SourceConnection } from '#modules/sources';
import type { Deps } from '#platform/ctx';
import { SafeFetchError } from '#platform/http/safe-fetch-error';
import { forwarded } from './credential-in.ts';

/** `unknown`: neither a yes nor a no, such as 500, a redirect, or no answer. */
export type Verdict = 'valid' | 'invalid' | 'unknown';

export interface ValidationAnswer {
  readonly verdict: Verdict;
  /** Null: no answer. */
  readonly status: number | null;
  /** Why there was none. */
  readonly fault: string | null;
}

export interface Asking {
  readonly baseUrl: string;
  readonly connection: SourceConnection;
  /** Undefined: asks without one. */
  readonly credential: string | undefined;
  readonly signal: AbortSignal;
}

const TIMEOUT_MS = seconds(10);

export async function askValidation({ fetch }: Pick<Deps, 'fetch'>, asking: Asking): Promise<ValidationAnswer> {
  const { credential, connection, signal } = asking;
  const bare = { method: 'GET', url: validationUrl(asking), headers: { accept: '*/*' }, body: null } as const;
  const { url, headers } = addCredential(bare, credential === undefined ? undefined : forwarded(connection, credential));
  try {
    // A redirect to a sign-in page is no yes.
    const within = AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]);
    const response = await fetch(url, { headers, redirect: 'manual', readsPart: true, signal: within });
    await response.body?.cancel();
    return { verdict: verdictOf(response.status), status: response.status, fault: null };
  } catch (error) {
    if (signal.aborted) throw signal.reason;
    if (error instanceof SafeFetchError) return { verdict: 'unknown', status: null, fault: error.message };
    throw error;
  }
}

/** Of a connection with validation mode `endpoint`, which always has a path. */
export const validationUrl = ({ baseUrl, connection }: Pick<Asking, 'baseUrl' | 'connection'>): string =>
  `${new URL(baseUrl).origin}${connection.validationPath ?? '/'}`;

function verdictOf(status: number): Verdict {
  if (status >= 200 && status < 300) return 'valid';
  return status === 401 || status === 403 ? 'invalid' : 'unknown';
}
