// An API on loopback that its document alone describes: Prism answers and judges every request by it, behind a check of credentials.
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createServer } from 'node:http';
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { mockDocument } from './mock-document.ts';
import { formReader } from './read-forms.ts';
import type { OpenApiDocument } from './real-document.ts';

export interface Asked {
  readonly method: string;
  /** As it came: with its query, nothing decoded. */
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  readonly status: number;
  /** What breaks the document, in the request and in the answer, as Prism tells it; empty where nothing does. */
  readonly faults: string;
}

export interface MockApi {
  /** Origin. */
  readonly url: string;
  /** What it is asked while `work` is done, without what the credential check refused. */
  during(work: () => Promise<unknown>): Promise<readonly Asked[]>;
  close(): Promise<void>;
}

/** `authorization`: the only credential it takes. Who sends none is judged by Prism where the document asks for one. */
export async function startMockApi(document: OpenApiDocument, { authorization }: { readonly authorization: string }): Promise<MockApi> {
  const prism = await startPrism(mockDocument(document));
  const readForm = formReader(document, PEER);
  const asked: Asked[] = [];
  const gate = createServer(async (incoming, outgoing) => {
    const body = await text(incoming);
    const given = incoming.headers.authorization;
    const isJudgedByPrism = given === undefined && document['security'] !== undefined;
    if (given !== authorization && !isJudgedByPrism) {
      outgoing.writeHead(401, { 'content-type': 'application/json' }).end('{"message":"Bad credentials"}');
      return;
    }
    const [path = ''] = (incoming.url ?? '').split('?');
    const isForm = incoming.headers['content-type'] === 'application/x-www-form-urlencoded';
    const form = isForm ? readForm(incoming.method ?? '', path, body) : undefined;
    asked.push(await handOn(incoming, outgoing, { body, form, to: prism.url }));
  });
  return {
    url: await listening(gate),
    during: async (work) => {
      const before = asked.length;
      await work();
      return asked.slice(before);
    },
    close: async () => {
      gate.close();
      gate.closeAllConnections();
      await Promise.all([once(gate, 'close'), prism.close()]);
    },
  };
}

async function listening(server: ReturnType<typeof createServer>): Promise<string> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The mock has no port');
  return `http://127.0.0.1:${address.port}`;
}

const HOP_BY_HOP = new Set(['connection', 'host', 'keep-alive', 'transfer-encoding', 'content-length', 'accept-encoding']);

async function handOn(
  { method = '', url: path = '/', headers }: IncomingMessage,
  outgoing: ServerResponse,
  { body, form, to }: { readonly body: string; readonly form: object | undefined; readonly to: string },
): Promise<Asked> {
  const passed = Object.entries(headers).filter(([name]) => !HOP_BY_HOP.has(name));
  const answer = await fetch(to + path, {
    method,
    headers: {
      ...Object.fromEntries(passed.flatMap(([name, value]) => (typeof value === 'string' ? [[name, value]] : []))),
      ...(form === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === '' ? {} : { body: form === undefined ? body : JSON.stringify(form) }),
  });
  const said = await answer.text();
  outgoing.writeHead(answer.status, { 'content-type': answer.headers.get('content-type') ?? 'text/plain' }).end(said);
  const faults = answer.headers.get('sl-violations') ?? (answer.ok ? '' : said);
  return { method, path, headers, body, status: answer.status, faults };
}

/** What is used of Prism, which is installed as a test peer. */
interface PrismHttp {
  getHttpOperationsFromSpec(document: object): Promise<object[]>;
}
interface PrismServer {
  createServer(
    operations: readonly object[],
    options: { readonly cors: boolean; readonly config: object; readonly components: { readonly logger: object } },
  ): { listen(port: number, host: string): Promise<string>; close(): Promise<void> };
}
interface PrismCore {
  createLogger(name: string, options: { readonly enabled: boolean }): object;
}

const PEER = join(import.meta.dirname, '../peers/mock-api');
const CONFIG = {
  isProxy: false,
  checkSecurity: true,
  validateRequest: true,
  validateResponse: false,
  errors: true,
  mock: { dynamic: false },
};

/** In this process: its own command line takes three seconds to start, and longer the larger the document is. */
async function startPrism(document: OpenApiDocument): Promise<{ url: string; close(): Promise<void> }> {
  if (!existsSync(join(PEER, 'node_modules'))) throw new Error('The peer mock-api is not installed: run npm ci in test/peers/mock-api');
  const load = createRequire(join(PEER, 'package.json'));
  const { getHttpOperationsFromSpec } = load('@stoplight/prism-http') as PrismHttp;
  const { createServer: createPrism } = load('@stoplight/prism-http-server') as PrismServer;
  const { createLogger } = load('@stoplight/prism-core') as PrismCore;
  const logger = createLogger('prism', { enabled: false });
  const server = createPrism(await getHttpOperationsFromSpec(document), { cors: false, config: CONFIG, components: { logger } });
  return { url: await server.listen(0, '127.0.0.1'), close: () => server.close() };
}
