// Decides which addresses we may talk to (spec 09 §8). Pure: a URL or an address in, a verdict out.
import ipaddr from 'ipaddr.js';
import { failed, ok } from '#kernel/outcome';
import type { Outcome } from '#kernel/outcome';

/** `allowLoopback`: embedded single-user mode. `allowedPrivateHosts`: names, addresses, CIDR from ALLOWED_PRIVATE_HOSTS. */
export interface AddressPolicy {
  readonly allowLoopback: boolean;
  readonly allowInsecureHttp: boolean;
  readonly allowedPrivateHosts: readonly string[];
}

type Address = ipaddr.IPv4 | ipaddr.IPv6;

const MAX_URL_LENGTH = 2048;
/** Only 2000::/3 is routed; the library calls everything it has no name for "unicast". */
const GLOBAL_UNICAST = ipaddr.IPv6.parseCIDR('2000::/3');
const NAT64 = ipaddr.IPv6.parseCIDR('64:ff9b::/96');

/**
 * Whether a URL may be stored or called, as far as its text tells: scheme, no credentials in it, and the address when the
 * host is a literal one. Names are judged again, address by address, when they are resolved.
 * The error completes the sentence "this field …".
 */
export function judgeUrl(url: string, policy: AddressPolicy, maxLength = MAX_URL_LENGTH): Outcome<URL, string> {
  if (url.length > maxLength) return failed(`is longer than ${maxLength} characters`);
  const parsed = URL.parse(url);
  if (!parsed || parsed.hostname === '') return failed('is not an absolute URL such as https://example.com/mcp');
  if (parsed.protocol !== 'https:' && parsed.protocol !== 'http:') return failed('must begin with https://');
  if (parsed.username !== '' || parsed.password !== '') return failed('must not contain a user name or password; use an auth profile');
  const host = hostOf(parsed);
  if (parsed.protocol === 'http:' && !policy.allowInsecureHttp && !isLoopbackHost(host)) {
    return failed('must begin with https:// (http:// is for loopback, or ALLOW_INSECURE_HTTP=1)');
  }
  const verdict = judgeHost(host, policy);
  return verdict.ok ? ok(parsed) : verdict;
}

/** Whether we may connect to an IP address, in any of its spellings. The error names the rule, never the address. */
export function judgeAddress(ip: string, policy: AddressPolicy): Outcome<string, string> {
  const address = parseAddress(ip);
  if (!address) return failed('is not a plain IP address');
  const range = rangeOf(address);
  if (range === 'public') return ok(ip);
  if (range === 'loopback' && policy.allowLoopback) return ok(ip);
  if (isListed(address, policy.allowedPrivateHosts)) return ok(ip);
  return failed(refusal(range));
}

/**
 * All addresses a name resolved to, or the reason why none may be used. One refused address refuses the name: a mixed
 * answer is what a rebinding attack looks like.
 */
export function judgeResolved(host: string, addresses: readonly string[], policy: AddressPolicy): Outcome<readonly string[], string> {
  if (addresses.length === 0) return failed('resolves to no address');
  if (isLoopbackName(host) && addresses.some((ip) => !isLoopbackHost(ip))) return failed('must resolve to loopback');
  if (isListedName(host, policy.allowedPrivateHosts) && addresses.every((ip) => parseAddress(ip) !== undefined)) return ok(addresses);
  const refused = addresses.some((ip) => !judgeAddress(ip, policy).ok);
  return refused ? failed('resolves to an address that this instance may not contact (see ALLOWED_PRIVATE_HOSTS)') : ok(addresses);
}

/** What is wrong with one entry of ALLOWED_PRIVATE_HOSTS, or undefined. An entry is a host name, an address or a CIDR range. */
export function faultOfAllowedHost(entry: string): string | undefined {
  if (entry.includes('/')) return parseRange(entry) ? undefined : 'is not a CIDR range such as 10.0.0.0/8';
  if (parseAddress(entry) || /^(?=.{1,253}$)[a-z0-9_-]{1,63}(\.[a-z0-9_-]{1,63})*$/i.test(entry)) return undefined;
  return 'is neither a host name, an address nor a CIDR range';
}

/** Lower case, without brackets and without the root dot. */
export const hostOf = (url: URL): string =>
  url.hostname
    .toLowerCase()
    .replace(/^\[|\]$/g, '')
    .replace(/\.$/, '');

/** True for 127.0.0.0/8, ::1, `localhost` and names below it. */
export function isLoopbackHost(host: string): boolean {
  if (isLoopbackName(host)) return true;
  const address = parseAddress(host);
  return address !== undefined && rangeOf(address) === 'loopback';
}

const isLoopbackName = (host: string): boolean => host === 'localhost' || host.endsWith('.localhost');

function judgeHost(host: string, policy: AddressPolicy): Outcome<string, string> {
  if (isListedName(host, policy.allowedPrivateHosts)) return ok(host);
  if (parseAddress(host)) return judgeAddress(host, policy);
  if (isLoopbackName(host) && !policy.allowLoopback && !allowsLoopbackByList(policy)) return failed(refusal('loopback'));
  return ok(host);
}

/** `localhost` is reachable when the operator listed it or a loopback address. */
const allowsLoopbackByList = (policy: AddressPolicy): boolean => ['127.0.0.1', '::1'].some((ip) => judgeAddress(ip, policy).ok);

const refusal = (range: string): string => `points to a ${range} address, which this instance may not contact (see ALLOWED_PRIVATE_HOSTS)`;

function parseAddress(text: string): Address | undefined {
  if (text.includes('%')) return undefined;
  if (ipaddr.IPv4.isValidFourPartDecimal(text)) return ipaddr.IPv4.parse(text);
  return ipaddr.IPv6.isValid(text) ? ipaddr.IPv6.parse(text) : undefined;
}

/** The address that is really contacted: IPv6 spellings of an IPv4 address become that address. */
function unwrapped(address: Address): Address {
  if (address.kind() === 'ipv4') return address;
  const bytes = address.toByteArray();
  const isMapped = address.range() === 'ipv4Mapped';
  const isNat64 = address.match(NAT64);
  return isMapped || isNat64 ? ipaddr.fromByteArray(bytes.slice(-4)) : address;
}

/** A cloud's metadata and agent service that answers on an address which is routed like any other. */
const METADATA_ADDRESSES = new Set(['168.63.129.16']);

/** `public`, or the name of the special range. */
function rangeOf(address: Address): string {
  const real = unwrapped(address);
  if (METADATA_ADDRESSES.has(real.toString())) return 'reserved';
  const range = real.range();
  if (real.kind() === 'ipv6' && range === 'unicast' && !real.match(GLOBAL_UNICAST)) return 'reserved';
  return range === 'unicast' ? 'public' : (RANGE_NAMES[range] ?? 'reserved');
}

const RANGE_NAMES: Readonly<Record<string, string>> = {
  unspecified: 'unspecified',
  broadcast: 'broadcast',
  multicast: 'multicast',
  linkLocal: 'link-local',
  loopback: 'loopback',
  carrierGradeNat: 'carrier-grade NAT',
  private: 'private',
  uniqueLocal: 'unique-local',
  reserved: 'reserved',
};

/** Whether an address is one of the listed addresses or in one of the listed ranges. */
export function isAmong(ip: string, list: readonly string[]): boolean {
  const address = parseAddress(ip);
  return address !== undefined && isListed(address, list);
}

const normalName = (name: string): string => name.trim().toLowerCase().replace(/\.$/, '');

const isListedName = (host: string, list: readonly string[]): boolean =>
  parseAddress(host) === undefined && list.some((entry) => normalName(entry) === host);

function isListed(address: Address, list: readonly string[]): boolean {
  const real = unwrapped(address);
  return list.some((entry) => {
    const range = parseRange(entry.trim());
    if (!range || range[0].kind() !== real.kind()) return false;
    return real.match(range);
  });
}

function parseRange(entry: string): [Address, number] | undefined {
  const bare = entry.replace(/^\[|\]$/g, '');
  const single = parseAddress(bare);
  if (single) return [single, single.kind() === 'ipv4' ? 32 : 128];
  const slash = bare.lastIndexOf('/');
  const base = parseAddress(bare.slice(0, slash));
  const bits = /^\d{1,3}$/.test(bare.slice(slash + 1)) ? Number(bare.slice(slash + 1)) : NaN;
  if (slash < 1 || !base || !(bits <= (base.kind() === 'ipv4' ? 32 : 128))) return undefined;
  return [base, bits];
}
