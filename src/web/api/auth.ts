// Getting in: sign-in, second factor, sign-up, and the links that mail brings.
import { queryOptions } from '@tanstack/react-query';
import { app, appUrl } from './client.ts';
import { queryText } from './query-text.ts';

export const PROVIDERS = { google: 'Google', github: 'GitHub' } as const;
export type ProviderId = keyof typeof PROVIDERS;

/** What this instance offers to who is not signed in. */
export interface AuthOptions {
  readonly singleUser: boolean;
  readonly signUp: 'first_user' | 'invitation' | 'open';
  readonly providers: readonly ProviderId[];
  /** Whether the instance can send mail. */
  readonly mail: boolean;
}

export type SignInStatus = 'signed_in' | 'two_factor' | 'verify_email';
/** `verified`: the address is confirmed, but this browser is not signed in. */
export type VerifyStatus = 'signed_in' | 'verified';

interface Answered<S extends string> {
  readonly status: S;
}

export interface SignUpInput {
  readonly name: string;
  readonly email: string;
  readonly password: string;
  readonly invitation?: string | undefined;
}

export const authOptionsQuery = queryOptions({
  queryKey: ['auth', 'options'],
  queryFn: ({ signal }) => app<AuthOptions>('/auth/options', { signal }),
  staleTime: 60_000,
});

const post = <T>(path: string, body: unknown): Promise<T> => app<T>(`/auth/${path}`, { method: 'POST', body });

export const signIn = (body: { readonly email: string; readonly password: string }): Promise<Answered<SignInStatus>> =>
  post('sign-in', body);
export const giveSecondFactor = (body: { readonly code: string } | { readonly backupCode: string }): Promise<Answered<'signed_in'>> =>
  post('two-factor', body);
export const signUp = (body: SignUpInput): Promise<Answered<'signed_in' | 'verify_email'>> => post('sign-up', body);
export const askForReset = (email: string): Promise<unknown> => post('forgot-password', { email });
export const resetPassword = (body: { readonly token: string; readonly password: string }): Promise<unknown> =>
  post('reset-password', body);
export const resendVerification = (email: string): Promise<unknown> => post('resend-verification', { email });

/** The token works once, therefore it is sent once however often the page is drawn. */
export const verifyEmailQuery = (token: string) =>
  queryOptions({
    queryKey: ['auth', 'verify', token],
    queryFn: () => post<Answered<VerifyStatus>>('verify-email', { token }),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: Number.POSITIVE_INFINITY,
    retry: false,
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
  });

/** A page of the server, not of the dashboard: it leads to the provider and comes back signed in. */
export const providerAddress = (
  provider: ProviderId,
  query: { readonly next?: string | undefined; readonly invitation?: string | undefined },
): string => `${appUrl(`/auth/provider/${provider}`)}${queryText(query)}`;
