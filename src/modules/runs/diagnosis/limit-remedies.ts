// Remedies where a limit ended the attempt. Pure.
import { MAX_LIMITS } from '#modules/workflows';
import type { Limits } from '#modules/workflows';
import type { Remedy, RemedyRule } from './remedy.ts';
import { ofWorkflow } from './remedy.ts';

const FACTOR = 2;

export const limitRemedies: RemedyRule = (facts) => {
  // The time ran out waiting for the server: more of it would hide that.
  if (facts.run.classification === 'server') return [];
  return facts.events.flatMap((event): Remedy[] => {
    if (event.type !== 'limit_reached' || !isLimit(event.data.limit)) return [];
    const { limit } = event.data;
    const before = facts.spec.limits[limit];
    const after = Math.min(MAX_LIMITS[limit], before * FACTOR);
    const why = `The limit ${limit} (${before}) was reached before a final answer.`;
    const same = { action: 'raise_limit', field: `limits.${limit}`, operation: 'replace', before, evidence: [event.id] } as const;
    if (after <= before) return [ofWorkflow(facts, { ...same, why: `${why} It is the highest there is: the task must become smaller.` })];
    return [ofWorkflow(facts, { ...same, after, why: `${why} Raise it if the task needs more.`, changes: { limits: { [limit]: after } } })];
  });
};

const isLimit = (name: string): name is keyof Limits => Object.hasOwn(MAX_LIMITS, name);
