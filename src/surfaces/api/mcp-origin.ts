// Which pages may call an MCP endpoint from a browser, and what their browsers must be told. A credential in a header is all that counts there.
import type { MiddlewareHandler } from 'hono';
import { AppError } from '#kernel/errors';
import type { Settings } from '#platform/ctx';
import type { ApiEnv } from './environment.ts';
import { isOurOrigin, refuseForeignHost } from './guards.ts';

const ALLOWED_HEADERS = [
  'authorization',
  'content-type',
  'mcp-method',
  'mcp-name',
  'mcp-protocol-version',
  // of legacy clients
  'mcp-session-id',
  'last-event-id',
  'traceparent',
  'tracestate',
];
const EXPOSED_HEADERS = ['www-authenticate', 'retry-after', 'mcp-session-id', 'x-request-id'];
/** A day; browsers shorten it to what they allow. */
const PREFLIGHT_SECONDS = 86_400;

interface Asked {
  readonly settings: Settings;
  readonly methods: readonly string[];
  /** Instead of the public URL's names. */
  readonly isAt?: ((host: string) => boolean) | undefined;
  /** Beside the protocol's headers any that the page's browser asks for. */
  readonly takesAnyHeader?: boolean | undefined;
}

/** Refuses a foreign Host and a foreign Origin, answers preflights, and lets pages of known origins read every answer. */
export function mcpOrigins({ settings, methods, isAt, takesAnyHeader = false }: Asked): MiddlewareHandler<ApiEnv> {
  const publicUrl = new URL(settings.publicUrl);
  const others = new Set(settings.mcpAllowedOrigins);
  return async (c, next) => {
    if (isAt === undefined) refuseForeignHost(c.req.header('host'), publicUrl);
    const origin = c.req.header('origin');
    if (origin === undefined) return next();
    if (!others.has(origin) && !isOurOrigin(origin, publicUrl)) {
      throw new AppError(
        'forbidden_origin',
        'Pages of this origin may not call this endpoint. The operator can allow them with MCP_ALLOWED_ORIGINS.',
      );
    }
    if (c.req.method === 'OPTIONS') {
      const more = takesAnyHeader ? namesIn(c.req.header('access-control-request-headers')) : [];
      return c.body(null, 204, { ...grantTo(origin), ...preflight(methods, more) });
    }
    await next();
    for (const [name, value] of Object.entries(grantTo(origin))) c.res.headers.set(name, value);
  };
}

const grantTo = (origin: string): Record<string, string> => ({
  'Access-Control-Allow-Origin': origin,
  'Access-Control-Expose-Headers': EXPOSED_HEADERS.join(', '),
  Vary: 'Origin',
});

const MAX_HEADERS = 50;

const namesIn = (header = ''): string[] =>
  header
    .split(',', MAX_HEADERS)
    .map((name) => name.trim().toLowerCase())
    .filter((name) => /^[\w!#$%&'*+.^`|~-]{1,128}$/.test(name));

const preflight = (methods: readonly string[], more: readonly string[]): Record<string, string> => ({
  'Access-Control-Allow-Methods': methods.join(', '),
  'Access-Control-Allow-Headers': [...new Set([...ALLOWED_HEADERS, ...more])].join(', '),
  'Access-Control-Max-Age': String(PREFLIGHT_SECONDS),
});
