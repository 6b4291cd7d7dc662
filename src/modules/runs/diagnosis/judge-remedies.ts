// Remedies where the evaluator was unsure, or there was none. Pure.
import type { Remedy, RemedyRule } from './remedy.ts';
import { ofWorkflow } from './remedy.ts';
import { isUnsure } from '../classify.ts';
import type { Facts } from './facts.ts';
import { isFailing } from './facts.ts';

const MORE_SAMPLES: Readonly<Record<number, number>> = { 1: 3, 3: 5 };

export const judgeRemedies: RemedyRule = (facts) => {
  if (facts.run.classification !== 'judge') return [];
  if (facts.run.error) return missingJudge(facts);
  const unsure = facts.criteria.filter((criterion) => isFailing(criterion) && isUnsure(criterion));
  return [
    ...unsure.map(({ criterionId, criterionText, agreement }) =>
      ofWorkflow(facts, {
        action: 'patch_criteria',
        field: `criteria[${facts.spec.criteria.findIndex(({ id }) => id === criterionId)}].criterionText`,
        operation: 'replace',
        before: criterionText,
        why: `The samples of the evaluator agree only by ${(agreement ?? 0).toFixed(2)}: the sentence can be read in more than one way.`,
        evidence: [criterionId],
      }),
    ),
    ...moreSamples(
      facts,
      unsure.map(({ criterionId }) => criterionId),
    ),
  ];
};

function moreSamples(facts: Facts, evidence: readonly string[]): Remedy[] {
  const before = facts.run.evaluation?.samples;
  const after = before === undefined ? undefined : MORE_SAMPLES[before];
  const modelId = facts.run.evaluation?.judgeModelId;
  if (after === undefined || modelId === undefined) return [];
  const why = `${before} sample${before === 1 ? '' : 's'} did not settle it; a majority of ${after} is steadier.`;
  const changes = { judge: { modelId, samples: after } };
  return [
    ofWorkflow(facts, { action: 'raise_samples', field: 'judge.samples', operation: 'replace', before, after, why, evidence, changes }),
  ];
}

/** The criteria are judged, and nobody can judge them. */
function missingJudge(facts: Facts): Remedy[] {
  if (facts.run.evaluation !== null || facts.spec.judge !== null) return [];
  const evidence = facts.events.flatMap(({ id, type }) => (type === 'error' ? [id] : []));
  const why = 'No evaluator could be asked. Name a judge model, or turn the judged criteria into checks.';
  return [ofWorkflow(facts, { action: 'patch_criteria', field: 'judge', operation: 'add', why, evidence })];
}
