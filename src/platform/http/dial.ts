// Asks whether a host takes a connection: opens one through the same guard as every request, sends nothing, and closes it.
import { hostOf } from './address-guard.ts';
import type { AddressPolicy } from './address-guard.ts';
import { guardedConnector, systemResolver } from './guarded-connector.ts';
import type { Resolver } from './guarded-connector.ts';

/** `origin`: scheme, host and port, such as `https://api.example.com`. Never rejects. */
export type Dial = (origin: string) => Promise<boolean>;

/** `timeoutMs` covers look-up and connection. Nothing is encrypted, whatever the scheme says. */
export function createDial(policy: AddressPolicy, { timeoutMs, resolver = systemResolver }: DialOptions): Dial {
  const connect = guardedConnector(policy, resolver, timeoutMs);
  return (origin) => {
    const url = URL.parse(origin);
    if (!url) return Promise.resolve(false);
    const port = url.port === '' ? (url.protocol === 'https:' ? '443' : '80') : url.port;
    return new Promise((resolve) => {
      connect({ hostname: hostOf(url), host: url.host, protocol: 'http:', port }, (error, socket) => {
        socket?.destroy();
        resolve(error === null);
      });
    });
  };
}

export interface DialOptions {
  readonly timeoutMs: number;
  /** Name resolution; tests pass their own. */
  readonly resolver?: Resolver | undefined;
}
