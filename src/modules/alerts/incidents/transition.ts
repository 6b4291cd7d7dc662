// What one outcome does to what a rule knows of one object, and who hears of it (spec 03 §6). Pure; folded over outcomes in order.
import type { IncidentCause, IncidentCloseReason } from '../incident.ts';

/** Failures in a row of one target of a workflow; a monitor has one target, named ''. */
export interface Streak {
  readonly count: number;
  readonly firstRef: string;
  readonly firstAt: string;
  readonly lastRef: string;
}

export interface OpenIncident {
  readonly openedAt: string;
  readonly failureCount: number;
  readonly firstRef: string;
  readonly lastRef: string;
  readonly cause: IncidentCause;
  /** False: it was opened while muted, and nobody was told yet. */
  readonly isTold: boolean;
}

export interface WatchState {
  /** By target; only those that fail. */
  readonly streaks: ReadonlyMap<string, Streak>;
  readonly incident: OpenIncident | null;
}

/** `nothing`: it is ignored, such as one in maintenance: it neither counts nor closes. */
export type Outcome = {
  readonly part: string;
  /** Id of the run or check. */
  readonly ref: string;
  /** ISO time. */
  readonly at: string;
} & ({ readonly means: 'failed'; readonly cause: IncidentCause } | { readonly means: 'passed' | 'nothing' });

export interface Terms {
  readonly failAfter: number;
  readonly notifyRecovery: boolean;
  readonly isMuted: boolean;
  /** The object's targets as they are now; outcomes of others are ignored. */
  readonly parts: readonly string[];
}

/** In the order in which they happen. `isTelling`: a message goes out. */
export type Effect =
  | { readonly kind: 'opened'; readonly incident: OpenIncident; readonly isTelling: boolean }
  | { readonly kind: 'grew'; readonly incident: OpenIncident; readonly isTelling: boolean }
  | {
      readonly kind: 'closed';
      readonly incident: OpenIncident;
      readonly reason: IncidentCloseReason;
      readonly at: string;
      /** The good outcome; null when it is not what closed it. */
      readonly ref: string | null;
      readonly isTelling: boolean;
    };

export interface Step {
  readonly state: WatchState;
  readonly effects: readonly Effect[];
}

export const NOTHING_SEEN: WatchState = { streaks: new Map(), incident: null };

export function transition(state: WatchState, outcome: Outcome, terms: Terms): Step {
  if (outcome.means === 'nothing' || !terms.parts.includes(outcome.part)) return { state, effects: [] };
  return outcome.means === 'failed' ? onFailure(state, outcome, terms) : onPass(state, outcome, terms);
}

type Failure = Extract<Outcome, { means: 'failed' }>;

function onFailure(state: WatchState, { part, ref, at, cause }: Failure, { failAfter, isMuted }: Terms): Step {
  const before = state.streaks.get(part);
  const streak: Streak = before
    ? { ...before, count: before.count + 1, lastRef: ref }
    : { count: 1, firstRef: ref, firstAt: at, lastRef: ref };
  const streaks = new Map(state.streaks).set(part, streak);
  if (state.incident) {
    // Silently, unless a mute ended before anybody was told.
    const isTelling = !state.incident.isTold && !isMuted;
    const incident = {
      ...state.incident,
      failureCount: state.incident.failureCount + 1,
      lastRef: ref,
      cause,
      isTold: state.incident.isTold || isTelling,
    };
    return { state: { streaks, incident }, effects: [{ kind: 'grew', incident, isTelling }] };
  }
  if (streak.count < failAfter) return { state: { streaks, incident: null }, effects: [] };
  const incident: OpenIncident = {
    openedAt: at,
    failureCount: streak.count,
    firstRef: streak.firstRef,
    lastRef: ref,
    cause,
    isTold: !isMuted,
  };
  return { state: { streaks, incident }, effects: [{ kind: 'opened', incident, isTelling: !isMuted }] };
}

/** The incident closes when no current target is left whose newest outcome failed. */
function onPass(state: WatchState, { part, ref, at }: Outcome, { notifyRecovery, isMuted, parts }: Terms): Step {
  const streaks = new Map(state.streaks);
  streaks.delete(part);
  if (!state.incident || parts.some((each) => streaks.has(each))) return { state: { ...state, streaks }, effects: [] };
  const isTelling = notifyRecovery && state.incident.isTold && !isMuted;
  return {
    state: { streaks, incident: null },
    effects: [{ kind: 'closed', incident: state.incident, reason: 'recovered', at, ref, isTelling }],
  };
}
