// When each target of a workflow is due (spec 02 §4): staggered after the tick, missed ticks not made up. Pure.
import { MS_PER_MINUTE, seconds } from '#kernel/duration';
import { intervalMs, nextTick } from '#platform/jobs/cron';
import type { Schedule } from './workflow.ts';

export interface PlannedTick {
  readonly tickAt: Date;
  readonly dueAt: Date;
}

const MAX_STAGGER_MS = seconds(30);
/** A tick that could not be served for this long is missed. */
const MISSED_AFTER_MS = MS_PER_MINUTE;

/** Target `slot` of `count` starts slot × min(30 s, interval / (2 × count)) after its tick. */
export function staggerMs(slot: number, count: number, interval: number): number {
  return Math.floor(slot * Math.min(MAX_STAGGER_MS, interval / (2 * count)));
}

/** One of a workflow's targets: its index and how many there are. */
export interface Slot {
  readonly slot: number;
  readonly count: number;
}

/** The first tick of a target whose start still lies after `now`; null when the schedule never fires again. */
export function planTick(schedule: Schedule, target: Slot, now: Date): PlannedTick | null {
  const tickAt = nextTick(schedule, now);
  if (tickAt === null) return null;
  return { tickAt, dueAt: new Date(tickAt.getTime() + staggerMs(target.slot, target.count, intervalMs(schedule, tickAt))) };
}

export interface Advanced {
  /** False for a missed tick: more than a minute late, or overtaken by the next one. */
  readonly isServed: boolean;
  readonly next: PlannedTick | null;
}

export function advanceTick(schedule: Schedule, due: Slot & PlannedTick, now: Date): Advanced {
  const following = planTick(schedule, due, due.tickAt);
  const isOvertaken = following !== null && following.dueAt <= now;
  const isServed = !isOvertaken && now.getTime() - due.dueAt.getTime() <= MISSED_AFTER_MS;
  if (!isOvertaken) return { isServed, next: following };
  const stagger = following.dueAt.getTime() - following.tickAt.getTime();
  return { isServed, next: planTick(schedule, due, new Date(now.getTime() - stagger)) };
}
