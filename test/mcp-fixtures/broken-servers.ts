// Servers that are broken in one way each, on loopback: every one must get its own probe cause.
import { startRawServer } from './raw-server.ts';
import type { RawServer } from './raw-server.ts';

export const BROKEN = {
  htmlPage: () =>
    startRawServer((_request, response) => {
      response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end('<!doctype html><title>Welcome</title>');
    }),
  empty: () =>
    startRawServer((_request, response) => {
      response.writeHead(200).end();
    }),
  receiptOnly: () =>
    startRawServer((_request, response) => {
      response.writeHead(202).end();
    }),
  /** Accepts the request and never answers. */
  hanging: () => startRawServer(() => {}),
  failing: () =>
    startRawServer((_request, response) => {
      response.writeHead(500, { 'content-type': 'text/plain' }).end('boom');
    }),
  notFound: () =>
    startRawServer((_request, response) => {
      response.writeHead(404, { 'content-type': 'text/plain' }).end('nothing here');
    }),
  wrongJson: () =>
    startRawServer((_request, response) => {
      response.writeHead(200, { 'content-type': 'application/json' }).end('{"hello":"world"}');
    }),
  halfJson: () =>
    startRawServer((_request, response) => {
      response.writeHead(200, { 'content-type': 'application/json' }).end('{"jsonrpc":');
    }),
  wantsKey: () =>
    startRawServer((_request, response) => {
      response.writeHead(401, { 'www-authenticate': 'Bearer' }).end();
    }),
  wantsKeySilently: () =>
    startRawServer((_request, response) => {
      response.writeHead(401).end();
    }),
  limited: () =>
    startRawServer((_request, response) => {
      response.writeHead(429, { 'retry-after': '60' }).end();
    }),
  selfSigned: () =>
    startRawServer(
      (_request, response) => {
        response.writeHead(200).end();
      },
      { tls: true },
    ),
  /** Drops the connection in the middle of the answer. */
  cutting: () =>
    startRawServer((_request, response) => {
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': '1000' });
      response.write('{"jsonrpc"', () => {
        response.destroy();
      });
    }),
} satisfies Record<string, () => Promise<RawServer>>;
