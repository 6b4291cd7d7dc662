// A criterion with its verdict as answers show it: what it quotes from the trace is bounded. Pure.
import type { GradedCriterion } from '../run.ts';
import { excerptOf } from './excerpt.ts';

export const quotedCriterion = (criterion: GradedCriterion): GradedCriterion => ({
  ...criterion,
  evidence: criterion.evidence.map(({ eventId, excerpt }) => ({ eventId, excerpt: excerptOf(excerpt).text })),
});
