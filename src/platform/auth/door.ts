// The door to the sign-in library: each method is one call into it, in our words.
import { createHmac } from 'node:crypto';
import type { SafeFetch } from '../http/safe-fetch.ts';
import type { Db } from '../db/connect.ts';
import type { Log } from '../log.ts';
import { PROVIDER_IDS } from './auth.ts';
import type { AuthDoor, ProviderId } from './auth.ts';
import type { AuthParts } from './auth-parts.ts';
import { passwordCalls } from './password-calls.ts';
import { PASSWORD_COST } from './password-hash.ts';
import type { PasswordCost } from './password-hash.ts';
import { providerCalls } from './provider-calls.ts';
import { createProvider, ENDPOINTS } from './providers.ts';
import type { ProviderClient, ProviderEndpoints } from './providers.ts';
import { twoFactorCalls } from './two-factor-calls.ts';

export interface AuthOptions {
  readonly db: Db;
  /** 32 bytes, the same in every process and for ever: second factors are encrypted with it. Asked for once. */
  secret(): Promise<Buffer>;
  /** Origin, without a slash at the end. */
  readonly publicUrl: string;
  /** True where mail can be sent. */
  readonly mustVerifyEmail: boolean;
  /** OAuth clients of the operator. */
  readonly clients: Readonly<Partial<Record<ProviderId, ProviderClient | undefined>>>;
  readonly fetch: SafeFetch;
  readonly log: Log;
  /** Default: what a password is worth. Tests take less of everybody's time. */
  readonly passwordCost?: PasswordCost | undefined;
  /** Default: the providers' own. Tests bring a provider of theirs. */
  readonly endpoints?: Readonly<Partial<Record<ProviderId, ProviderEndpoints>>> | undefined;
}

export function createAuthDoor(options: AuthOptions): AuthDoor {
  const { db, publicUrl, log, passwordCost = PASSWORD_COST } = options;
  const providers = PROVIDER_IDS.flatMap((id) => {
    const client = options.clients[id];
    const endpoints = options.endpoints?.[id] ?? ENDPOINTS[id];
    return client === undefined ? [] : [createProvider(id, { client, endpoints, fetch: options.fetch })];
  });
  const secret = once(() => options.secret());
  // the library is large, and `armature up` never needs it
  const engine = once(async () => {
    const { createEngine } = await import('./engine.ts');
    return createEngine({ ...options, secret: await secret(), providers, passwordCost });
  });
  const sign = async (purpose: string, text: string): Promise<string> =>
    createHmac('sha256', await secret())
      .update(`${purpose}\0${text}`)
      .digest('base64url');
  const parts: AuthParts = { db, publicUrl, log, passwordCost, engine, sign };
  return {
    providers: providers.map(({ id }) => id),
    ...passwordCalls(parts),
    ...twoFactorCalls(parts),
    ...providerCalls(parts),
    sign,
  };
}

/** Worked out at the first call; a failure is not remembered. */
function once<T>(work: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => {
    made ??= work().catch((error: unknown) => {
      made = undefined;
      throw error;
    });
    return made;
  };
}
