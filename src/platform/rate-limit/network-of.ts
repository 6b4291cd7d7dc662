// What counts as one address: limits are per network, so that nobody multiplies them by addresses of his own.
import { isIPv6 } from 'node:net';

/** One IPv6 customer owns a whole /64, so that is what counts as one address. */
export function networkOf(address: string | undefined): string {
  if (address === undefined) return 'unknown';
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  if (mapped !== undefined) return mapped;
  if (!isIPv6(address)) return address;
  const [head = '', tail] = address.split('%')[0]?.toLowerCase().split('::') ?? [];
  const groupsOf = (text: string) => (text === '' ? [] : text.split(':'));
  const zeros = tail === undefined ? [] : Array.from({ length: Math.max(0, 8 - groupsOf(head).length - groupsOf(tail).length) }, () => '0');
  const groups = [...groupsOf(head), ...zeros, ...groupsOf(tail ?? '')];
  return groups
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':');
}
