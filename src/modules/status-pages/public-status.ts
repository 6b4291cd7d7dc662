// What everyone may know of an organization's monitors: labels, states, days and outages; never a name, a message or an address.

/** `maintenance` goes before what checks say meanwhile; `unchecked`: not yet, or not for long; `paused`: nothing is checked now. */
export type PublicState = 'operational' | 'failing' | 'unreachable' | 'maintenance' | 'unchecked' | 'paused';

/** In words, as a page or a badge says it. */
export const STATE_WORDS = {
  operational: 'Operational',
  failing: 'Failing',
  unreachable: 'Unreachable',
  maintenance: 'Under maintenance',
  unchecked: 'No recent check',
  paused: 'Paused',
} as const satisfies Record<PublicState, string>;

export interface PublicDay {
  /** UTC, `2026-01-31`. */
  readonly day: string;
  /** Checks that count. */
  readonly checks: number;
  readonly failedChecks: number;
  /** In maintenance, or while we had no network ourselves: for nothing and against nothing. */
  readonly uncountedChecks: number;
  /** Null without a check that counts. */
  readonly uptimePercent: number | null;
}

export interface PublicMonitor {
  readonly id: string;
  readonly label: string;
  readonly state: PublicState;
  /** Passed checks of the 90 days in percent, rounded down to hundredths: 100 is only said of 100. */
  readonly uptimePercent: number | null;
  /** Of the last 24 hours; null when the page does not show it, or nothing was answered. */
  readonly latency: { readonly p50Ms: number; readonly p95Ms: number } | null;
  /** 90, the oldest first, today last. */
  readonly days: readonly PublicDay[];
}

/** A stretch of failing checks, at least two long or still open. */
export interface PublicIncident {
  readonly monitorId: string;
  readonly label: string;
  readonly kind: 'failing' | 'unreachable';
  readonly startedAt: string;
  readonly endedAt: string | null;
}

export interface PublicStatus {
  readonly slug: string;
  readonly title: string;
  readonly description: string;
  /** The whole page in one word: `degraded` when some are not well, `down` when none is. */
  readonly state: 'operational' | 'degraded' | 'down' | 'maintenance' | 'unchecked';
  /** One sentence, such as "2 of 5 are not working". */
  readonly summary: string;
  readonly uptimePercent: number | null;
  /** The newest check; null before the first. */
  readonly checkedAt: string | null;
  readonly monitors: readonly PublicMonitor[];
  /** Of the 90 days, the newest first, at most 100. */
  readonly incidents: readonly PublicIncident[];
}

export const DAYS_SHOWN = 90;
