// How long a server rests between two automatic syncs: near its interval, and not the same for every server. Pure.
import { createHash } from 'node:crypto';
import { minutes } from '#kernel/duration';

/** Whole width, as a part of the interval: half of it lies before, half after. */
const JITTER = 0.1;
const HASH_BITS = 32;

/** 0 ≤ n < 1, the same for a server at all times: servers added together part and stay apart. */
export const shareOf = (serverId: string): number => createHash('sha256').update(serverId).digest().readUInt32BE() / 2 ** HASH_BITS;

export const restMs = (serverId: string, everyMinutes: number): number =>
  Math.round(minutes(everyMinutes) * (1 + JITTER * (shareOf(serverId) - 0.5)));

/** No server rests longer, as a multiple of its interval. */
export const LONGEST_REST = 1 + JITTER / 2;

const MINUTES_PER_HOUR = 60;

/** A server's own interval goes before the instance's. 0: never by itself. */
export const intervalMinutesOf = (
  { syncIntervalMinutes }: { readonly syncIntervalMinutes: number | null },
  { catalogSyncHours }: { readonly catalogSyncHours: number },
): number => syncIntervalMinutes ?? catalogSyncHours * MINUTES_PER_HOUR;
