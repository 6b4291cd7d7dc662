// The cookies of signing in: the session itself, and what a browser keeps between two steps. No script can read them.
import type { Context } from 'hono';
import { deleteCookie, getCookie, setCookie } from 'hono/cookie';
import { SESSION_COOKIE } from './authenticate.ts';
import type { ApiEnv } from './environment.ts';

const MINUTE_S = 60;
const DAY_S = 24 * 60 * MINUTE_S;
const SESSION_S = 60 * DAY_S;

/** Sent to our API alone. `twoFactor`: between password and code. `provider`: until the provider sends back. `signUp`: until the mailed link. */
const STEPS = {
  twoFactor: { name: 'armature_two_factor', seconds: 10 * MINUTE_S },
  provider: { name: 'armature_provider', seconds: 10 * MINUTE_S },
  signUp: { name: 'armature_sign_up', seconds: DAY_S },
} as const;
export type Step = keyof typeof STEPS;

const MAX_VALUE = 2000;

export interface SignInCookies {
  session(c: Context<ApiEnv>, token: string): void;
  keep(c: Context<ApiEnv>, step: Step, value: string): void;
  kept(c: Context<ApiEnv>, step: Step): string | undefined;
  drop(c: Context<ApiEnv>, step: Step): void;
}

/** Secure wherever people come by https; on loopback there is none. */
export function signInCookies({ publicUrl }: { readonly publicUrl: string }): SignInCookies {
  const flags = { httpOnly: true, secure: publicUrl.startsWith('https:'), sameSite: 'Lax' } as const;
  return {
    session: (c, token) => setCookie(c, SESSION_COOKIE, token, { ...flags, path: '/', maxAge: SESSION_S }),
    keep: (c, step, value) => setCookie(c, STEPS[step].name, value, { ...flags, path: '/api', maxAge: STEPS[step].seconds }),
    kept: (c, step) => {
      const value = getCookie(c, STEPS[step].name);
      return value === undefined || value.length > MAX_VALUE ? undefined : value;
    },
    drop: (c, step) => {
      deleteCookie(c, STEPS[step].name, { ...flags, path: '/api' });
    },
  };
}
