// What a badge says of a page or of one of its monitors.
import { DAYS_SHOWN, STATE_WORDS } from '#modules/status-pages';
import type { PublicStatus } from '#modules/status-pages';
import type { Badge } from './badge.ts';
import { dayTone, PAGE_TONES, STATE_TONES } from './tone.ts';
import { percentWords } from './words.ts';

export type Shown = 'state' | 'uptime';

/** Undefined for a monitor that is not on the page. Without a monitor, of the whole page. */
export function badgeOf(
  status: PublicStatus,
  { monitorId, show }: { readonly monitorId: string | undefined; readonly show: Shown },
): Badge | undefined {
  if (monitorId === undefined) return show === 'uptime' ? uptimeBadge(status) : pageBadge(status);
  const monitor = status.monitors.find(({ id }) => id === monitorId);
  if (!monitor || show === 'uptime') return monitor && uptimeBadge(monitor);
  return { label: monitor.label, text: STATE_WORDS[monitor.state].toLowerCase(), tone: STATE_TONES[monitor.state] };
}

export const MISSING_BADGE: Badge = { label: 'status', text: 'not found', tone: 'idle' };

const PAGE_WORDS = {
  operational: 'operational',
  degraded: 'degraded',
  down: 'down',
  maintenance: 'under maintenance',
  unchecked: 'no recent checks',
} as const satisfies Record<PublicStatus['state'], string>;

const pageBadge = ({ state }: PublicStatus): Badge => ({ label: 'status', text: PAGE_WORDS[state], tone: PAGE_TONES[state] });

function uptimeBadge({ uptimePercent }: { readonly uptimePercent: number | null }): Badge {
  if (uptimePercent === null) return { label: 'uptime', text: 'no checks yet', tone: 'idle' };
  const tone = uptimePercent >= 99 ? 'pass' : dayTone({ uptimePercent, uncountedChecks: 0 });
  return { label: 'uptime', text: `${percentWords(uptimePercent)} · ${DAYS_SHOWN} d`, tone };
}
