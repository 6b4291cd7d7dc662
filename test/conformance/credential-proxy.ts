// A loopback proxy for programs that cannot send a credential: it adds one, and changes nothing else of what goes through.
import { createServer, request } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { once } from 'node:events';

interface Target {
  /** Its query is sent with every request, and may hold the credential. */
  readonly url: string;
  readonly token: string;
}

export interface CredentialProxy {
  readonly url: string;
  close(): Promise<void>;
}

/** A foreign Host or Origin stays foreign; the proxy's own Host becomes the target's. A client that leaves ends the request behind. */
export async function startCredentialProxy({ url, token }: Target): Promise<CredentialProxy> {
  const target = new URL(url);
  const server = createServer((incoming, outgoing) => forward(incoming, outgoing, { target, token }));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The proxy has no port');
  return {
    url: `http://127.0.0.1:${address.port}${target.pathname}`,
    close: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

function forward(incoming: IncomingMessage, outgoing: ServerResponse, { target, token }: { target: URL; token: string }): void {
  const own = `127.0.0.1:${incoming.socket.localPort ?? 0}`;
  const host = incoming.headers.host === own ? target.host : incoming.headers.host;
  const upstream = request({
    host: target.hostname,
    port: target.port,
    path: `${target.pathname}${target.search}`,
    method: incoming.method,
    headers: { ...incoming.headers, host, authorization: `Bearer ${token}` },
  });
  upstream.on('response', (response) => {
    outgoing.writeHead(response.statusCode ?? 502, response.headers);
    outgoing.flushHeaders();
    response.pipe(outgoing);
  });
  upstream.on('error', () => outgoing.destroy());
  outgoing.on('close', () => upstream.destroy());
  incoming.pipe(upstream);
}
