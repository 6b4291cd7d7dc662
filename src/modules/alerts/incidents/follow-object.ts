// Takes what is new of one object for one rule: each outcome once and in order, whoever told of it, how often, and how late.
import type { OrgRef } from '#kernel/context';
import type { Tx } from '#platform/db/connect';
import { inTransaction } from '#platform/db/transaction';
import { holdRule, holdTarget } from '../rules/store.ts';
import { isMuted } from '../rules/stored-rule.ts';
import { applyEffects } from './apply-effects.ts';
import type { Following } from './apply-effects.ts';
import { closeIncident } from './close-incident.ts';
import type { AlertDoors } from './send-news.ts';
import { findOpenIncident, lockWatches, saveWatches } from './store.ts';
import { skipToPresent } from './skip-to-present.ts';
import { takeChecks } from './take-checks.ts';
import { takeRuns } from './take-runs.ts';
import { transition } from './transition.ts';
import type { Effect, Streak, WatchState } from './transition.ts';
import { findWatched, isWatchedBy } from './watched-object.ts';
import type { ObjectRef } from './watched-object.ts';
import type { Taken, Watches } from './taken.ts';

export interface RuleAndObject {
  readonly org: OrgRef;
  readonly ruleId: string;
  readonly object: ObjectRef;
}

/** More rounds than the history that is kept can fill. */
const MAX_ROUNDS = 1_000;

/** Safe to repeat, and to run by any number of workers at a time. */
export async function followObject(deps: AlertDoors, subject: RuleAndObject): Promise<void> {
  for (let round = 0; round < MAX_ROUNDS; round += 1) {
    const isMore = await inTransaction(deps.db, (tx) => followOnce(tx, deps, subject));
    if (!isMore) return;
  }
}

/** One page of outcomes. True when there may be more. */
async function followOnce(tx: Tx, deps: AlertDoors, { org, ruleId, object: ref }: RuleAndObject): Promise<boolean> {
  const rule = await holdRule(tx, org.id, ruleId);
  if (rule?.state !== 'enabled') return false;
  // Whoever deletes it waits, so that its end is heard of after this.
  await holdTarget(tx, org.id, ref);
  const object = await findWatched(tx, org.id, ref);
  if (!object) return false;
  const watches = await lockWatches(tx, { rule, object });
  const following = { org, rule, object };
  if (object.state !== 'active' || !isWatchedBy(object, rule)) {
    await stopFollowing(tx, deps, { following, watches });
    return false;
  }
  const taken = await (object.type === 'monitor' ? takeChecks : takeRuns)(tx, following, watches);
  await fold(tx, deps, { following, watches, taken });
  return taken.isMore;
}

async function fold(tx: Tx, deps: AlertDoors, at: { following: Following; watches: Watches; taken: Taken }): Promise<void> {
  const { following, watches, taken } = at;
  const { rule, object } = following;
  const open = await findOpenIncident(tx, { rule, object });
  const terms = { ...rule, isMuted: isMuted(rule, deps.clock.now()), parts: object.parts };
  let state: WatchState = { streaks: streaksOf(watches), incident: open ?? null };
  const effects: Effect[] = [];
  for (const outcome of taken.outcomes) {
    const step = transition(state, outcome, terms);
    state = step.state;
    effects.push(...step.effects);
  }
  await applyEffects(tx, deps, { following, incidentId: open?.id ?? null, effects });
  await saveWatches(
    tx,
    { rule, object },
    taken.watches.map((watch) => ({ ...watch, streak: state.streaks.get(watch.part) ?? null })),
  );
}

const streaksOf = ({ own, targets }: Watches): Map<string, Streak> =>
  new Map([own, ...targets].flatMap(({ part, streak }) => (streak ? [[part, streak] as const] : [])));

/** What is not tested, or not by this rule any more, is no news: its incident closes without a message, and it begins anew later. */
async function stopFollowing(tx: Tx, deps: AlertDoors, { following, watches }: { following: Following; watches: Watches }): Promise<void> {
  const { rule, object } = following;
  const now = deps.clock.now();
  const open = await findOpenIncident(tx, { rule, object });
  if (open) await closeIncident(tx, open.id, { reason: object.state === 'active' ? 'rule' : object.state, at: now });
  await skipToPresent(tx, { rule, object, own: watches.own, now });
}
