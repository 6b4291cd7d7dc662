// GET /sign-in/local?token=…: trades the one-time link for a session cookie, then shows the dashboard.
import type { Hono } from 'hono';
import { signInWithLink } from '#modules/access';
import type { ApiEnv, ApiOptions } from './environment.ts';
import { signInCookies } from './sign-in-cookies.ts';

export function signInRoutes(app: Hono<ApiEnv>, { deps }: ApiOptions): void {
  const cookies = signInCookies(deps.settings);
  app.get('/sign-in/local', async (c) => {
    // a program that only looks whether the link exists must not use it up
    if (c.req.method === 'HEAD') return c.body(null, 204, { 'Cache-Control': 'no-store' });
    const token = c.req.query('token') ?? '';
    const signedIn = await signInWithLink(deps, token, { ip: c.get('address'), userAgent: c.req.header('user-agent')?.slice(0, 300) });
    c.header('Cache-Control', 'no-store');
    if (signedIn === undefined) return c.redirect('/sign-in?link=invalid');
    cookies.session(c, signedIn.sessionToken);
    return c.redirect('/');
  });
}
