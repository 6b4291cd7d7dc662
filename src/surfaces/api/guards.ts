// Checks before any handler: request id, Host and Origin, and the headers every answer carries.
import type { MiddlewareHandler } from 'hono';
import { randomUUID } from 'node:crypto';
import { AppError } from '#kernel/errors';
import type { Settings } from '#platform/ctx';
import type { ApiEnv } from './environment.ts';

const LOOPBACK_HOSTS = new Set(['localhost', '127.0.0.1', '[::1]']);

const CONTENT_SECURITY_POLICY = [
  "default-src 'self'",
  "script-src 'self'",
  // uPlot and Base UI position elements by style attributes
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "frame-ancestors 'none'",
  "base-uri 'none'",
  "form-action 'self'",
  "object-src 'none'",
].join('; ');

export const requestId: MiddlewareHandler<ApiEnv> = async (c, next) => {
  c.set('requestId', `req_${randomUUID()}`);
  c.set('address', c.env?.incoming?.socket?.remoteAddress ?? 'unknown');
  await next();
  c.res.headers.set('X-Request-Id', c.get('requestId'));
};

/** Sent with every answer. HSTS only where the public URL is https. */
export function securityHeaders(settings: Settings): MiddlewareHandler<ApiEnv> {
  const isHttps = settings.publicUrl.startsWith('https:');
  return async (c, next) => {
    await next();
    const { headers } = c.res;
    headers.set('X-Content-Type-Options', 'nosniff');
    headers.set('Referrer-Policy', 'same-origin');
    headers.set('Content-Security-Policy', CONTENT_SECURITY_POLICY);
    headers.set('Cross-Origin-Opener-Policy', 'same-origin');
    if (c.req.path.startsWith('/api/') && !headers.has('Cache-Control')) headers.set('Cache-Control', 'no-store');
    if (isHttps) headers.set('Strict-Transport-Security', 'max-age=31536000');
  };
}

/** Refuses a foreign Host (DNS rebinding) and a foreign Origin (another site's page). */
export function originGuard(settings: Settings): MiddlewareHandler<ApiEnv> {
  const publicUrl = new URL(settings.publicUrl);
  return async (c, next) => {
    const host = c.req.header('host') ?? '';
    if (!isOurHost(host.toLowerCase(), publicUrl.host)) throw new AppError('not_found', 'No such route.', { thing: 'route' });
    const origin = c.req.header('origin');
    if (origin !== undefined && !isOurOrigin(origin, publicUrl)) {
      throw new AppError('csrf_failed', 'Requests from other origins are not accepted.');
    }
    await next();
  };
}

/** Loopback names are ours only when the public URL itself is on loopback. */
function isOurHost(host: string, publicHost: string): boolean {
  if (host === publicHost) return true;
  return LOOPBACK_HOSTS.has(nameOf(publicHost)) && LOOPBACK_HOSTS.has(nameOf(host));
}

/** The scheme counts too: a page that came over http may not speak for an https origin. */
function isOurOrigin(origin: string, publicUrl: URL): boolean {
  const given = URL.parse(origin);
  return given !== null && given.protocol === publicUrl.protocol && isOurHost(given.host, publicUrl.host);
}

const nameOf = (host: string): string => host.replace(/:\d+$/, '');
