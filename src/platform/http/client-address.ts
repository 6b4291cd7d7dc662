// Which address a request came from, when proxies that the operator trusts stand in front of us.
import { isIP } from 'node:net';
import { isAmong } from './address-guard.ts';

/** More hops than any real chain; what a client wrote itself in front of them is not read. */
const MAX_HOPS = 20;

/**
 * The socket's address, unless it is a trusted proxy's: then the last address in `X-Forwarded-For` that is not trusted.
 * Whatever stands before that one was written by the client and proves nothing. `trusted`: addresses and CIDR ranges.
 */
export function clientAddress(socketAddress: string | undefined, forwardedFor: string | undefined, trusted: readonly string[]): string {
  if (socketAddress === undefined) return 'unknown';
  if (trusted.length === 0 || forwardedFor === undefined) return socketAddress;
  let address = socketAddress;
  const hops = forwardedFor.split(',').slice(-MAX_HOPS);
  for (let hop = hops.pop(); hop !== undefined && isAmong(address, trusted); hop = hops.pop()) {
    const named = withoutPort(hop.trim());
    if (isIP(named) === 0) return address;
    address = named;
  }
  return address;
}

/** Some proxies write `192.0.2.1:4711` or `[2001:db8::1]:4711`. */
const withoutPort = (hop: string): string => hop.replace(/^\[(.*)\](?::\d+)?$/, '$1').replace(/^(\d+\.\d+\.\d+\.\d+):\d+$/, '$1');
