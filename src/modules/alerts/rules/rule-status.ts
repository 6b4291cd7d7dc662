// What a rule is doing, in the words of spec 03 §5. Pure.
import type { AlertRule } from '../rule.ts';

type Facts = Pick<AlertRule, 'state' | 'mutedUntil' | 'firingSince' | 'lastFiredAt'>;

export function statusOf({ state, mutedUntil, firingSince, lastFiredAt }: Facts, now: Date): string {
  if (state === 'paused') return 'Paused';
  if (mutedUntil !== null && Date.parse(mutedUntil) > now.getTime()) return 'Muted';
  if (firingSince !== null) return `Firing since ${firingSince.slice(0, 16).replace('T', ' ')} UTC`;
  return lastFiredAt === null ? 'Watching — never fired' : 'Watching';
}
