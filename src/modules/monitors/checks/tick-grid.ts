// When a monitor is checked: every interval since the epoch, shifted by an offset that is its own for ever (spec 03 §2). Pure.
import { createHash } from 'node:crypto';
import { MS_PER_SECOND } from '#kernel/duration';

/** What decides the grid. */
export interface Gridded {
  readonly id: string;
  readonly intervalSeconds: number;
}

const HASH_BYTES = 6;

/** Milliseconds after a multiple of the interval: monitors made together part, and stay apart. */
export const offsetMs = ({ id, intervalSeconds }: Gridded): number =>
  createHash('sha256').update(id).digest().readUIntBE(0, HASH_BYTES) % (intervalSeconds * MS_PER_SECOND);

/** The newest tick that is not after `at`. */
export function tickAtOrBefore(monitor: Gridded, at: Date): Date {
  const intervalMs = monitor.intervalSeconds * MS_PER_SECOND;
  const offset = offsetMs(monitor);
  return new Date(Math.floor((at.getTime() - offset) / intervalMs) * intervalMs + offset);
}

/** The first tick after `at`, strictly: what was missed meanwhile is not made up. */
export const tickAfter = (monitor: Gridded, at: Date): Date =>
  new Date(tickAtOrBefore(monitor, at).getTime() + monitor.intervalSeconds * MS_PER_SECOND);
