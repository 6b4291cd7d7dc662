// Checks before any handler: request id, Host and Origin, and the headers every answer carries.
import type { MiddlewareHandler } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { randomUUID } from 'node:crypto';
import { AppError } from '#kernel/errors';
import type { Settings } from '#platform/ctx';
import { clientAddress } from '#platform/http/client-address';
import { MAX_BODY_BYTES, tooLarge } from './body.ts';
import type { ApiEnv } from './environment.ts';

const LOOPBACK_HOSTS = new Set(['localhost', '127.0.0.1', '[::1]']);
const READING_METHODS = new Set(['GET', 'HEAD']);

/** No inline script and no inline style: React and Base UI set styles by script, which is not inline. */
const CONTENT_SECURITY_POLICY = [
  "default-src 'self'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "frame-ancestors 'none'",
  "base-uri 'none'",
  "form-action 'self'",
  "object-src 'none'",
].join('; ');

/** `no-store`: kept by nobody. Files of the dashboard and status pages say what they allow. */
const EVERY_ANSWER = {
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'same-origin',
  'Content-Security-Policy': CONTENT_SECURITY_POLICY,
  'X-Frame-Options': 'DENY',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Cache-Control': 'no-store',
};

export function identifyRequest(settings: Settings): MiddlewareHandler<ApiEnv> {
  const trusted = settings.trustedProxies ?? [];
  return async (c, next) => {
    c.set('requestId', `req_${randomUUID()}`);
    const forwarded = trusted.length === 0 ? undefined : c.req.header('x-forwarded-for');
    c.set('address', clientAddress(c.env?.incoming?.socket?.remoteAddress, forwarded, trusted));
    await next();
    c.res.headers.set('X-Request-Id', c.get('requestId'));
  };
}

/** Sent with every answer; what an answer says of itself stands. HSTS only where the public URL is https. */
export function securityHeaders(settings: Settings): MiddlewareHandler<ApiEnv> {
  const isHttps = settings.publicUrl.startsWith('https:');
  return async (c, next) => {
    await next();
    const { headers } = c.res;
    for (const [name, value] of Object.entries(EVERY_ANSWER)) if (!headers.has(name)) headers.set(name, value);
    if (isHttps) headers.set('Strict-Transport-Security', 'max-age=31536000');
  };
}

/** Refuses a foreign Host (DNS rebinding), a foreign Origin, and what another site's page asks in the background. */
export function originGuard(settings: Settings): MiddlewareHandler<ApiEnv> {
  const publicUrl = new URL(settings.publicUrl);
  return async (c, next) => {
    refuseForeignHost(c.req.header('host'), publicUrl);
    const origin = c.req.header('origin');
    const isForeign =
      origin === undefined ? isAskedByOtherSite(c.req.method, (name) => c.req.header(name)) : !isOurOrigin(origin, publicUrl);
    if (isForeign) throw new AppError('csrf_failed', 'Requests from other origins are not accepted.');
    await next();
  };
}

/** Throws `not_found`: under a name that is not ours there is nothing. */
export function refuseForeignHost(host: string | undefined, publicUrl: URL): void {
  if (!isOurHost((host ?? '').toLowerCase(), publicUrl.host)) throw new AppError('not_found', 'No such route.', { thing: 'route' });
}

/**
 * Browsers send no Origin with some requests, but say what kind of site asked. A link may lead here from anywhere;
 * nothing else may. Programs that are no browsers say nothing, and have no cookie to abuse.
 */
function isAskedByOtherSite(method: string, header: (name: string) => string | undefined): boolean {
  const site = header('sec-fetch-site');
  if (site === undefined || site === 'same-origin' || site === 'none') return false;
  return !READING_METHODS.has(method) || header('sec-fetch-mode') !== 'navigate';
}

/** No handler is given a longer body, whether its length is announced or not. */
export function boundedBodies(): MiddlewareHandler<ApiEnv> {
  const limit = bodyLimit({
    maxSize: MAX_BODY_BYTES,
    onError: () => {
      throw tooLarge();
    },
  });
  // reading requests have no body that anything looks at
  return async (c, next) => (READING_METHODS.has(c.req.method) ? next() : limit(c, next));
}

/** Loopback names are ours only when the public URL itself is on loopback. */
function isOurHost(host: string, publicHost: string): boolean {
  if (host === publicHost) return true;
  return LOOPBACK_HOSTS.has(nameOf(publicHost)) && LOOPBACK_HOSTS.has(nameOf(host));
}

/** The scheme counts too: a page that came over http may not speak for an https origin. */
export function isOurOrigin(origin: string, publicUrl: URL): boolean {
  const given = URL.parse(origin);
  return given !== null && given.protocol === publicUrl.protocol && isOurHost(given.host, publicUrl.host);
}

const nameOf = (host: string): string => host.replace(/:\d+$/, '');
