// The three ranges of a monitor's history, and how finely a chart shows them. Pure.
import { days, hours, minutes } from '#kernel/duration';

export const RANGES = ['24h', '7d', '30d'] as const;
export type Range = (typeof RANGES)[number];

interface RangeRule {
  readonly lengthMs: number;
  /** Of one point of the chart; with these no chart has more than 300. */
  readonly stepMs: number;
}

export const RANGE_RULES: { readonly [R in Range]: RangeRule } = {
  '24h': { lengthMs: days(1), stepMs: minutes(5) },
  '7d': { lengthMs: days(7), stepMs: hours(1) },
  '30d': { lengthMs: days(30), stepMs: hours(3) },
};

export const rangeStart = (range: Range, now: Date): Date => new Date(now.getTime() - RANGE_RULES[range].lengthMs);

/** The beginning of the step that `at` lies in, counted from the epoch. */
export const floorTo = (stepMs: number, at: Date): Date => new Date(Math.floor(at.getTime() / stepMs) * stepMs);

export const ceilTo = (stepMs: number, at: Date): Date => new Date(Math.ceil(at.getTime() / stepMs) * stepMs);
