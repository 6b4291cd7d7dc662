// Puts the application on a port.
import { serve } from '@hono/node-server';
import type { Hono } from 'hono';
import { once } from 'node:events';
import type { Server } from 'node:http';
import type { ApiEnv } from './environment.ts';

export interface Listening {
  readonly port: number;
  /** Stops taking connections, ends idle ones, and waits at most `graceMs` for the others. */
  close(graceMs: number): Promise<void>;
}

/** Throws with a message for the operator when the port is taken. */
export async function listen(app: Hono<ApiEnv>, { host, port }: { host: string; port: number }): Promise<Listening> {
  const server = serve({ fetch: app.fetch, hostname: host, port }) as Server;
  // slow clients may not hold a connection for ever
  server.headersTimeout = 30_000;
  server.requestTimeout = 120_000;
  // rejects with what the server reports as its error
  await once(server, 'listening').catch((error: unknown) => Promise.reject(explain(error, port)));
  const address = server.address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : port,
    close: async (graceMs) => {
      const closed = once(server, 'close');
      server.close();
      server.closeIdleConnections();
      const timer = setTimeout(() => server.closeAllConnections(), graceMs);
      await closed;
      clearTimeout(timer);
    },
  };
}

function explain(error: unknown, port: number): Error {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'EADDRINUSE')
    return new Error(
      `Port ${port} is taken, perhaps by an Armature that runs already. Stop what listens there, or set PORT to another one.`,
    );
  if (code === 'EACCES') return new Error(`Port ${port} needs more rights. Set PORT to one above 1023.`);
  return error instanceof Error ? error : new Error(String(error));
}
