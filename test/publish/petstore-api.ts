// The product behind the worked example: a small pet store over HTTP on loopback, which notes what it was asked.
import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';

interface Pet {
  readonly id: string;
  readonly name: string;
  readonly status: 'available' | 'sold';
  tags?: string[];
}

interface Asked {
  readonly method: string;
  /** With its query. */
  readonly path: string;
  readonly authorization: string | undefined;
  readonly body: string;
}

export interface PetstoreApi {
  /** Base URL, without a trailing slash. */
  readonly url: string;
  readonly asked: readonly Asked[];
  /** Callers of these may call; anyone where it is empty. */
  readonly credentials: Set<string>;
  /** Calls of `GET /slow` that stand open; each ends when its caller leaves. */
  readonly open: number;
  /** Resolves when so many calls of `GET /slow` stand open. */
  standing(count: number): Promise<void>;
  /** Answers everything with this from now on; null: as usual. */
  answerWith(answer: { readonly status: number; readonly body: string } | null): void;
  close(): Promise<void>;
}

const BASE_PATH = '/v1';

const somePets = (): Pet[] => [
  { id: 'p1', name: 'Rex', status: 'available', tags: ['dog'] },
  { id: 'p2', name: 'Tom', status: 'available', tags: ['cat', 'spring'] },
  { id: 'p3', name: 'Kim', status: 'sold' },
];

export async function startPetstoreApi(): Promise<PetstoreApi> {
  const asked: Asked[] = [];
  const pets = somePets();
  const credentials = new Set<string>();
  let fixed: Parameters<PetstoreApi['answerWith']>[0] = null;
  let open = 0;
  let waiting: { readonly count: number; readonly resolve: () => void }[] = [];
  const stand = (outgoing: ServerResponse): void => {
    open += 1;
    for (const one of waiting) if (open >= one.count) one.resolve();
    waiting = waiting.filter(({ count }) => open < count);
    outgoing.on('close', () => (open -= 1));
  };
  const server = createServer(async (incoming, outgoing) => {
    const body = await text(incoming);
    const { method = '', url = '/', headers } = incoming;
    asked.push({ method, path: url, authorization: headers.authorization, body });
    if (fixed !== null) return void outgoing.writeHead(fixed.status, { 'content-type': 'application/json' }).end(fixed.body);
    if (credentials.size > 0 && !credentials.has(headers.authorization ?? '')) return answer(outgoing, 401, { error: 'who are you' });
    if (url.startsWith(`${BASE_PATH}/slow`)) return stand(outgoing);
    return answerPets(incoming, outgoing, { pets, body });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The pet store has no port');
  return {
    url: `http://127.0.0.1:${address.port}${BASE_PATH}`,
    asked,
    credentials,
    get open() {
      return open;
    },
    standing: (count) => (open >= count ? Promise.resolve() : new Promise((resolve) => waiting.push({ count, resolve }))),
    answerWith: (next) => (fixed = next),
    close: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

function answer(outgoing: ServerResponse, status: number, body: unknown): void {
  outgoing.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

function answerPets({ method, url = '/' }: IncomingMessage, outgoing: ServerResponse, { pets, body }: { pets: Pet[]; body: string }): void {
  const { pathname, searchParams } = new URL(url, 'http://petstore.test');
  if (pathname === `${BASE_PATH}/pets` && method === 'GET') {
    const status = searchParams.get('status');
    const wanted = pets.filter((pet) => status === null || pet.status === status).slice(0, Number(searchParams.get('limit') ?? 100));
    return answer(outgoing, 200, wanted.map(shown));
  }
  const [, id] = /^\/v1\/pets\/([^/]+)$/.exec(pathname) ?? [];
  const pet = pets.find((one) => one.id === id);
  if (pet === undefined) return answer(outgoing, 404, { error: 'no such pet' });
  if (method === 'PATCH') {
    const { tags } = JSON.parse(body) as { tags?: string[] };
    if (tags !== undefined) pet.tags = tags;
  }
  return answer(outgoing, 200, shown(pet));
}

const shown = ({ id, name, tags }: Pet) => ({ id, name, ...(tags === undefined ? {} : { tags }) });
