// What is left of a script's time when it begins, or goes on after a pause. Pure.
import type { UsedBefore } from './messages.ts';
import type { ScriptLimits } from './sandbox.ts';

export interface TimeLeft {
  readonly timeoutMs: number;
  readonly cpuMs: number;
}

/** The person who approved its call cannot help that it had used its time up: so much it always gets. */
const MIN_RESUMED_MS = 1000;

export const NOTHING_USED: UsedBefore = { calls: 0, wallMs: 0, cpuMs: 0, peakMb: 0, logs: 0, logBytes: 0 };

export function timeLeft({ timeoutMs, cpuMs = timeoutMs }: ScriptLimits, used: UsedBefore): TimeLeft {
  const atLeast = used.wallMs === 0 ? 0 : MIN_RESUMED_MS;
  return { timeoutMs: Math.max(timeoutMs - used.wallMs, atLeast), cpuMs: Math.max(cpuMs - used.cpuMs, atLeast) };
}
