// What a check makes of its monitor: status, streak, outage, and whether it is news. Pure.
import type { CheckStatus, MonitorCheck } from '../monitor.ts';

export interface StateBefore {
  readonly status: CheckStatus;
  readonly statusSince: string | null;
  readonly consecutiveFailures: number;
  readonly lastCheck: Pick<MonitorCheck, 'status' | 'inMaintenance'> | null;
}

export interface StateAfter {
  readonly status: CheckStatus;
  readonly statusSince: string;
  readonly consecutiveFailures: number;
  /** `extend`: begins one where none is open. */
  readonly outage: 'extend' | 'close' | 'leave';
  /** A failure, or a good check that may be the first one after a failure. */
  readonly isNews: boolean;
}

export function nextState(before: StateBefore, check: Pick<MonitorCheck, 'at' | 'status' | 'inMaintenance'>): StateAfter {
  const { status, statusSince } = before;
  // It says nothing about the server, so nothing about the monitor changes.
  if (check.status === 'unknown') return { ...before, statusSince: statusSince ?? check.at, outage: 'leave', isNews: false };
  const isGood = check.status === 'pass';
  const isQuiet = isGood && wasGood(before);
  return {
    status: check.status,
    statusSince: check.status === status && statusSince !== null ? statusSince : check.at,
    consecutiveFailures: isGood ? 0 : before.consecutiveFailures + 1,
    outage: check.inMaintenance || isQuiet ? 'leave' : isGood ? 'close' : 'extend',
    isNews: !isQuiet,
  };
}

/** A good check in maintenance ends nothing: what was open before is open still. */
const wasGood = ({ status, lastCheck }: StateBefore): boolean =>
  status === 'pass' && lastCheck?.status === 'pass' && !lastCheck.inMaintenance;
