// The legacy era without sessions: a transport and a server for one message, ended with its answer or with its caller.
import type { McpServer, Server } from '@modelcontextprotocol/server';
import { watchStream } from './hosted-stream.ts';
import type { JsonObject } from './json-value.ts';
import type { ServerSdk } from './server-sdk.ts';

interface LegacyMessage {
  readonly sdk: ServerSdk;
  readonly request: Request;
  readonly message: JsonObject;
  /** The answer is an event stream; plain JSON otherwise, which has no room for progress. */
  readonly isStreamed: boolean;
}

/** nginx's word for a client that left before its answer; nobody reads it. */
const CLIENT_GONE = 499;

export async function serveLegacy({ sdk, request, message, isStreamed }: LegacyMessage, server: Server | McpServer): Promise<Response> {
  const transport = new sdk.WebStandardStreamableHTTPServerTransport({ enableJsonResponse: !isStreamed });
  await server.connect(transport);
  const { signal } = request;
  const { promise: gone, resolve } = Promise.withResolvers<Response>();
  const end = (): void => {
    signal.removeEventListener('abort', leave);
    server.close().catch(() => undefined);
  };
  const leave = (): void => {
    resolve(new Response(null, { status: CLIENT_GONE }));
    end();
  };
  signal.addEventListener('abort', leave, { once: true });
  if (signal.aborted) leave();
  // the transport never answers a caller who has left
  const response = await Promise.race([transport.handleRequest(request, { parsedBody: message }), gone]);
  if (response.headers.get('content-type')?.startsWith('text/event-stream') === true) return watchStream(response, { ended: end });
  end();
  return response;
}
