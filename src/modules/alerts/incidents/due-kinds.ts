// What happens when an open incident is to be told of again, and when a mute ends: one job each, and the next row.
import { minutes } from '#kernel/duration';
import type { Advance, DueKind } from '#platform/jobs/due';
import { findRule } from '../rules/store.ts';
import { RENOTIFY_DUE_KIND } from './plan-renotify.ts';
import { findOpenIncidentById } from './store.ts';

export { UNMUTE_DUE_KIND } from '../rules/plan-unmute.ts';
export { RENOTIFY_DUE_KIND };

const NO_MORE: Advance = { jobs: [], next: null };

/** However late a row is served, it becomes one message: those missed while no worker ran are not made up. */
export const alertRenotifyDueKind: DueKind = {
  advance: async (tx, { orgId, subjectId: incidentId, tickAt }, now) => {
    // Without a lock: whoever closes the incident at this moment waits for this row, and then removes it.
    const incident = await findOpenIncidentById(tx, orgId, incidentId);
    const rule = incident && (await findRule(tx, orgId, incident.ruleId));
    if (!rule || rule.renotifyMinutes === null) return NO_MORE;
    const everyMs = minutes(rule.renotifyMinutes);
    const missed = Math.max(0, Math.floor((now.getTime() - tickAt.getTime()) / everyMs));
    const next = new Date(tickAt.getTime() + (missed + 1) * everyMs);
    return {
      jobs: [{ name: 'alert.renotify', payload: { orgId, incidentId }, options: { singletonKey: incidentId } }],
      next: { tickAt: next, dueAt: next },
    };
  },
};

export const alertUnmuteDueKind: DueKind = {
  advance: (_tx, { orgId, subjectId: ruleId }) =>
    Promise.resolve({ jobs: [{ name: 'alert.unmute', payload: { orgId, ruleId }, options: { singletonKey: ruleId } }], next: null }),
};
