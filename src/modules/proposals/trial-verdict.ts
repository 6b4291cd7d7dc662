// What the trials of a proposal say, from the newest one of each target. Pure.
import { targetKey } from '#modules/runs';
import type { TargetRun } from '#modules/runs';
import type { TesterTarget } from '#modules/workflows';
import type { TrialVerdict } from './proposal.ts';

/** Passed only when every target did; an error, a run under way or a target that was not tried leaves it open. */
export function trialVerdict(targets: readonly TesterTarget[], latest: readonly Pick<TargetRun, 'targetKey' | 'status'>[]): TrialVerdict {
  if (latest.length === 0) return 'none';
  if (latest.some(({ status }) => status === 'fail' || status === 'partial')) return 'failed';
  const statuses = new Map(latest.map((run) => [run.targetKey, run.status]));
  return targets.every((target) => statuses.get(targetKey(target)) === 'pass') ? 'passed' : 'undecided';
}
