// Signing up and in: what the dashboard asks before there is a session. Nothing here needs one, and nothing tells whether an account exists.
import type { Context, Hono } from 'hono';
import {
  answerTwoFactor,
  authOptions,
  beginProviderSignIn,
  finishProviderSignIn,
  forgotPassword,
  resendVerification,
  resetPassword,
  signIn,
  signUp,
  verifyEmail,
} from '#modules/access';
import type { VisitorCtx } from '#modules/access';
import { parseInput } from '#kernel/parse-input';
import type { Deps } from '#platform/ctx';
import { z } from 'zod';
import { readJson } from '../body.ts';
import type { ApiEnv, ApiOptions } from '../environment.ts';
import { queryOf } from '../query.ts';
import { nothing } from '../schemas/nothing.ts';
import { signInCookies } from '../sign-in-cookies.ts';
import type { SignInCookies } from '../sign-in-cookies.ts';
import { refuseKeys } from './session-door.ts';

const AUTH = '/api/app/auth';

type AppContext = Context<ApiEnv>;

export function authRoutes(app: Hono<ApiEnv>, { deps }: ApiOptions): void {
  const cookies = signInCookies(deps.settings);
  app.get(`${AUTH}/options`, async (c) => {
    visitor(deps, c);
    return c.json(await authOptions(deps));
  });
  signInSteps(app, deps, cookies);
  mailedLinks(app, deps, cookies);
  providerSteps(app, deps, cookies);
}

/** Keys sign nobody in; a body says it all. */
function visitor(deps: Deps, c: AppContext): VisitorCtx {
  refuseKeys(c);
  parseInput(nothing, queryOf(c));
  return visitorOf(deps, c);
}

const visitorOf = (deps: Deps, c: AppContext): VisitorCtx => ({
  deps,
  ip: c.get('address'),
  userAgent: c.req.header('user-agent')?.slice(0, 300),
  requestId: c.get('requestId'),
});

function signInSteps(app: Hono<ApiEnv>, deps: Deps, cookies: SignInCookies): void {
  app.post(`${AUTH}/sign-up`, async (c) => {
    const signedUp = await signUp(visitor(deps, c), await readJson(c.req.raw));
    if (signedUp.status === 'signed_in') cookies.session(c, signedUp.session.sessionToken);
    else cookies.keep(c, 'signUp', signedUp.proof);
    return c.json({ status: signedUp.status }, 201);
  });
  app.post(`${AUTH}/sign-in`, async (c) => {
    const result = await signIn(visitor(deps, c), await readJson(c.req.raw));
    if (result.status === 'signed_in') cookies.session(c, result.session.sessionToken);
    if (result.status === 'two_factor') cookies.keep(c, 'twoFactor', result.challenge);
    return c.json({ status: result.status });
  });
  app.post(`${AUTH}/two-factor`, async (c) => {
    const session = await answerTwoFactor(visitor(deps, c), await readJson(c.req.raw), cookies.kept(c, 'twoFactor'));
    cookies.drop(c, 'twoFactor');
    cookies.session(c, session.sessionToken);
    return c.json({ status: 'signed_in' });
  });
}

function mailedLinks(app: Hono<ApiEnv>, deps: Deps, cookies: SignInCookies): void {
  app.post(`${AUTH}/verify-email`, async (c) => {
    const session = await verifyEmail(visitor(deps, c), await readJson(c.req.raw), cookies.kept(c, 'signUp'));
    if (session === undefined) return c.json({ status: 'verified' });
    cookies.drop(c, 'signUp');
    cookies.session(c, session.sessionToken);
    return c.json({ status: 'signed_in' });
  });
  const told = { forgotPassword, resendVerification, resetPassword };
  const paths = { forgotPassword: 'forgot-password', resendVerification: 'resend-verification', resetPassword: 'reset-password' } as const;
  for (const name of ['forgotPassword', 'resendVerification', 'resetPassword'] as const) {
    app.post(`${AUTH}/${paths[name]}`, async (c) => {
      await told[name](visitor(deps, c), await readJson(c.req.raw));
      return c.json({ ok: true });
    });
  }
}

const providerQuery = z.strictObject({ next: z.string().optional(), invitation: z.string().optional() });

function providerSteps(app: Hono<ApiEnv>, deps: Deps, cookies: SignInCookies): void {
  app.get(`${AUTH}/provider/:provider`, async (c) => {
    refuseKeys(c);
    const query = parseInput(providerQuery, queryOf(c));
    const begun = await beginProviderSignIn(visitorOf(deps, c), { provider: c.req.param('provider'), ...query });
    cookies.keep(c, 'provider', begun.state);
    return c.redirect(begun.url);
  });
  // the address that is registered at the provider
  app.get('/api/auth/callback/:provider', async (c) => {
    const { search } = new URL(c.req.url);
    const state = cookies.kept(c, 'provider');
    const finished = await finishProviderSignIn(visitorOf(deps, c), { provider: c.req.param('provider'), search, state });
    cookies.drop(c, 'provider');
    if (!finished.ok) return c.redirect(`/sign-in?problem=${finished.error}`);
    cookies.session(c, finished.value.session.sessionToken);
    return c.redirect(finished.value.next);
  });
}
