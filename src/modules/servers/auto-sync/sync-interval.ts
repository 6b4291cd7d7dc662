// How long a server rests between two automatic syncs: near the operator's interval, and not the same for every server. Pure.
import { createHash } from 'node:crypto';
import { hours } from '#kernel/duration';

/** Whole width, as a part of the interval: half of it lies before, half after. */
const JITTER = 0.1;
const HASH_BITS = 32;

/** 0 ≤ n < 1, the same for a server at all times: servers added together part and stay apart. */
export const shareOf = (serverId: string): number => createHash('sha256').update(serverId).digest().readUInt32BE() / 2 ** HASH_BITS;

export const restMs = (serverId: string, everyHours: number): number =>
  Math.round(hours(everyHours) * (1 + JITTER * (shareOf(serverId) - 0.5)));

/** No server rests longer. */
export const longestRestMs = (everyHours: number): number => Math.ceil(hours(everyHours) * (1 + JITTER / 2));
