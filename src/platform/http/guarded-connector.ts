// Opens sockets for the HTTP library, but only to addresses that were judged: literals before the connection, names when
// they are resolved. The lookup's answer is what the socket connects to, so there is no second look-up to disagree with it.
import { lookup as systemLookup } from 'node:dns/promises';
import type { LookupFunction } from 'node:net';
import { isIP } from 'node:net';
import { buildConnector } from 'undici';
import { judgeAddress, judgeResolved } from './address-guard.ts';
import type { AddressPolicy } from './address-guard.ts';
import { SafeFetchError } from './safe-fetch-error.ts';

/** Every address of a name, as text. Rejects with a system error (`ENOTFOUND`) when there is none. */
export type Resolver = (hostname: string) => Promise<readonly string[]>;

export const systemResolver: Resolver = async (hostname) => (await systemLookup(hostname, { all: true })).map(({ address }) => address);

/** Resolves a name and vets every address; throws `blocked_address` when one is refused. */
export async function resolveVetted(hostname: string, policy: AddressPolicy, resolve: Resolver): Promise<readonly string[]> {
  const verdict = judgeResolved(hostname.toLowerCase().replace(/\.$/, ''), await resolve(hostname), policy);
  if (!verdict.ok) throw new SafeFetchError('blocked_address', `${hostname} ${verdict.error}.`);
  return verdict.value;
}

/** A connector for the HTTP library. `timeoutMs` covers look-up, connection and TLS handshake. */
export function guardedConnector(policy: AddressPolicy, resolve: Resolver, timeoutMs: number): buildConnector.connector {
  const connect = buildConnector({ timeout: timeoutMs, allowH2: false, lookup: guardedLookup(policy, resolve), autoSelectFamily: true });
  return (options, callback) => {
    // The socket layer never asks the lookup about an IP literal, so it is judged here.
    const verdict = isIP(options.hostname) === 0 ? undefined : judgeAddress(options.hostname, policy);
    if (verdict && !verdict.ok) {
      callback(new SafeFetchError('blocked_address', `The address ${verdict.error}.`), null);
      return;
    }
    connect(options, callback);
  };
}

function guardedLookup(policy: AddressPolicy, resolve: Resolver): LookupFunction {
  return (hostname, options, callback) => {
    resolveVetted(hostname, policy, resolve).then(
      (addresses) => {
        const found = addresses.map((address) => ({ address, family: isIP(address) }));
        const first = found[0];
        if (options.all || !first) callback(null, found);
        else callback(null, first.address, first.family);
      },
      (error: NodeJS.ErrnoException) => callback(error, []),
    );
  };
}
