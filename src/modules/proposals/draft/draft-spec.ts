// The content of a draft: the failed run's version, narrowed to what failed (spec 04 §3). Pure.
import { codePoints } from '#kernel/bounded-text';
import { targetKey } from '#modules/runs';
import type { RunRow } from '#modules/runs';
import { checkSentence } from '#modules/workflows';
import type { Check, Criterion, WorkflowSpec } from '#modules/workflows';

const MAX_NAME = 120;

interface Draft {
  readonly run: Pick<RunRow, 'runId' | 'workflowName' | 'targetKey' | 'targetIndex'>;
  readonly name: string | undefined;
  /** Kept with their ids, so that a trial can be compared with the run. */
  readonly criteria: readonly Criterion[];
  readonly checks: readonly Check[];
  readonly now: Date;
  readonly newCriterionId: () => string;
}

/** Undefined when the version has no such target. */
export function draftSpec(source: WorkflowSpec, { run, name, criteria, checks, now, newCriterionId }: Draft): WorkflowSpec | undefined {
  const target = source.testerTargets[run.targetIndex] ?? source.testerTargets.find((one) => targetKey(one) === run.targetKey);
  if (!target) return undefined;
  const distilled = checks.map((check) => ({
    id: newCriterionId(),
    criterionText: checkSentence(check),
    isRequired: true,
    kind: 'check' as const,
    check,
  }));
  return {
    ...source,
    name: name ?? defaultName(run.workflowName, now),
    description: `Drafted from the failed run ${run.runId}.`,
    testerTargets: [target],
    criteria: [...criteria, ...distilled].map((criterion, index) => ({ ...criterion, position: index + 1 })),
    schedule: null,
  };
}

function defaultName(workflowName: string, now: Date): string {
  const date = now.toISOString().slice(0, 10);
  const room = MAX_NAME - codePoints(`Regression:  ${date}`);
  return `Regression: ${[...workflowName].slice(0, room).join('').trim()} ${date}`;
}
