// The way from inside this process to the endpoints it publishes: the same guards and handlers, without a network and without a port.
import type { Hono } from 'hono';
import type { Settings } from '#platform/ctx';
import type { OwnMcp } from '#platform/mcp/own-mcp';
import type { ApiEnv } from './environment.ts';

/** The origin of a URL does not matter: the record of a managed server may be older than the public URL. */
export function ownMcpOf(app: Hono<ApiEnv>, { publicUrl }: Pick<Settings, 'publicUrl'>): OwnMcp {
  const { host } = new URL(publicUrl);
  return async (ownServer, url, { foreignHost, ...init } = {}) => {
    const { pathname, search } = new URL(url);
    const headers = new Headers(init.headers);
    headers.set('host', foreignHost ?? host);
    init.signal?.throwIfAborted();
    return app.fetch(new Request(`${publicUrl}${pathname}${search}`, { ...init, headers }), { ownServer });
  };
}
