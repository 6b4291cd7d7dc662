// Counts failed authentications per address, so that no key hash is computed for a guesser (spec 09 §9).
import { isIPv6 } from 'node:net';
import { minutes } from '#kernel/duration';

const MAX_FAILURES_PER_MINUTE = 60;
const WINDOW_MS = minutes(1);
const MAX_ADDRESSES = 10_000;

/**
 * Where failures are counted. This one counts in the memory of one process; a limit shared by all processes
 * implements the same three methods.
 */
export interface FailureLimit {
  /** Milliseconds until the next try is allowed; 0 = now. */
  waitMs(address: string | undefined, now: Date): number;
  add(address: string | undefined, now: Date): void;
  /** Takes one `add` back: the try turned out good. */
  forgive(address: string | undefined): void;
}

/** Fixed windows of one minute for at most 10 000 addresses; the longest known is forgotten first. */
export function createFailureLimit(most: number = MAX_FAILURES_PER_MINUTE): FailureLimit {
  const windows = new Map<string, { since: number; count: number }>();
  const current = (key: string, now: number) => {
    const window = windows.get(key);
    return window && now - window.since < WINDOW_MS && now >= window.since ? window : undefined;
  };
  return {
    waitMs(address, now) {
      const window = current(networkOf(address), now.getTime());
      return window && window.count >= most ? window.since + WINDOW_MS - now.getTime() : 0;
    },
    add(address, now) {
      const key = networkOf(address);
      const window = current(key, now.getTime());
      if (window) {
        window.count += 1;
        return;
      }
      windows.delete(key);
      const oldest = windows.size >= MAX_ADDRESSES ? windows.keys().next().value : undefined;
      if (oldest !== undefined) windows.delete(oldest);
      windows.set(key, { since: now.getTime(), count: 1 });
    },
    forgive(address) {
      const window = windows.get(networkOf(address));
      if (window && window.count > 0) window.count -= 1;
    },
  };
}

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
