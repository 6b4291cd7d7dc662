// The API that is published: a small bookshop on loopback that does what openapi.yaml says, for staff only.
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';

export interface Bookshop extends AsyncDisposable {
  /** Base URL, without a trailing slash. */
  readonly url: string;
  /** What was asked by who had the credential, such as `GET /books`. */
  readonly asked: readonly string[];
}

interface Line {
  readonly isbn: string;
  readonly quantity: number;
}

interface Order {
  readonly id: string;
  readonly customer: string;
  readonly lines: readonly Line[];
  status: 'paid' | 'shipped' | 'refunded';
  carrier?: string;
  refundedCents?: number;
}

interface Request {
  readonly query: URLSearchParams;
  /** What stands in the place of the parameter of the path. */
  readonly id: string;
  readonly body: Readonly<Record<string, unknown>>;
}

type Answer = object | undefined;

export async function startBookshop(token: string): Promise<Bookshop> {
  const asked: string[] = [];
  const answers = makeAnswers();
  const server = createServer(async (incoming, outgoing) => {
    const reply = (status: number, body: object): void => {
      outgoing.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    };
    if (incoming.headers.authorization !== `Bearer ${token}`) return reply(401, { error: 'staff only' });
    const { route, ...request } = await requestIn(incoming);
    asked.push(route.replace('{id}', request.id));
    const found = answers[route]?.(request);
    if (found === undefined) return reply(404, { error: 'there is no such thing' });
    return reply(route === 'POST /orders' ? 201 : 200, found);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v2`,
    asked,
    [Symbol.asyncDispose]: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

/** `route` is such as `GET /books/{id}`. */
async function requestIn(incoming: IncomingMessage): Promise<Request & { readonly route: string }> {
  const { method = '', url = '/' } = incoming;
  const { pathname, searchParams: query } = new URL(url, 'http://bookshop.test');
  const [, collection = '', id = '', rest = ''] = /^\/v2(\/\w+)(?:\/([^/]+))?(\/\w+)?$/.exec(pathname) ?? [];
  const body = method === 'POST' || method === 'PATCH' ? ((await json(incoming)) as Request['body']) : {};
  return { route: `${method} ${collection}${id === '' ? '' : '/{id}'}${rest}`, query, id, body };
}

/** By route. Nothing: 404. */
function makeAnswers(): Readonly<Record<string, (request: Request) => Answer>> {
  const books = someBooks();
  const orders = someOrders();
  const book = (isbn: string) => books.find((one) => one.isbn === isbn);
  const order = (id: string) => orders.find((one) => one.id === id);
  const fits = (wanted: string | null, value: string): boolean => wanted === null || wanted === value;
  const change = <T extends object>(one: T | undefined, changes: Partial<T>): T | undefined => one && Object.assign(one, changes);
  return {
    'GET /books': ({ query }) =>
      books
        .filter(({ genre, stock }) => fits(query.get('genre'), genre) && fits(query.get('inStock'), String(stock > 0)))
        .slice(0, Number(query.get('limit') ?? 20)),
    'GET /books/{id}': ({ id }) => book(id),
    'PATCH /books/{id}': ({ id, body }) => change(book(id), body),
    'GET /books/{id}/reviews': ({ id }) => book(id) && [{ stars: 5, text: 'Read it twice.', by: null }],
    'GET /orders': ({ query }) =>
      orders.filter(({ status, customer }) => fits(query.get('status'), status) && fits(query.get('customer'), customer)),
    'POST /orders': ({ body }) => {
      const placed = { id: `o-${1001 + orders.length}`, status: 'paid', ...body } as Order;
      orders.push(placed);
      return placed;
    },
    'GET /orders/{id}': ({ id }) => order(id),
    'POST /orders/{id}/shipment': ({ id, body }) => change(order(id), { status: 'shipped', carrier: String(body['carrier']) }),
    'POST /orders/{id}/refund': ({ id, body }) => change(order(id), { status: 'refunded', refundedCents: Number(body['amountCents']) }),
  };
}

const NIGHT_TRAINS = '9780000000019';
const SALT = '9780000000026';
const TIDES = '9780000000033';

const someBooks = () => [
  { isbn: NIGHT_TRAINS, title: 'Night Trains', genre: 'novel', priceCents: 1800, stock: 4 },
  { isbn: SALT, title: 'Salt', genre: 'poetry', priceCents: 1250, stock: 0 },
  { isbn: TIDES, title: 'How Tides Work', genre: 'science', priceCents: 3200, stock: 1 },
];

const someOrders = (): Order[] => [
  { id: 'o-1001', customer: 'mia@reader.example', status: 'paid', lines: [{ isbn: NIGHT_TRAINS, quantity: 2 }] },
  { id: 'o-1002', customer: 'jon@reader.example', status: 'paid', lines: [{ isbn: SALT, quantity: 1 }] },
  { id: 'o-1003', customer: 'ana@reader.example', status: 'shipped', lines: [{ isbn: NIGHT_TRAINS, quantity: 1 }] },
  { id: 'o-1004', customer: 'leo@reader.example', status: 'paid', lines: [{ isbn: TIDES, quantity: 1 }] },
];
