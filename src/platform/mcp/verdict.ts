// How long a remembered verdict on a server's era may be trusted. Pure.
import { days } from '#kernel/duration';
import type { EraVerdict } from './mcp.ts';

/** A stale legacy verdict works silently for ever against an upgraded server: ask again weekly. */
const VERDICT_MAX_AGE_MS = days(7);

export function isFresh(verdict: EraVerdict, now: Date): boolean {
  const ageMs = now.getTime() - Date.parse(verdict.at);
  return ageMs >= 0 && ageMs < VERDICT_MAX_AGE_MS;
}
