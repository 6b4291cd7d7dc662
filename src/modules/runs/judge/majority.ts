// Several samples, one verdict a criterion: the majority wins, no majority is partial (spec 02 §10). Pure.
import type { Verdict } from '#modules/workflows';
import type { Sample, SampleVerdict } from './answer.ts';

export interface Decided extends SampleVerdict {
  /** Share of the samples that gave the most frequent verdict. */
  readonly agreement: number;
}

const VERDICTS: readonly Verdict[] = ['pass', 'partial', 'fail'];

/** `samples` each grade the criterion; reasoning and evidence come from one that gave the winning verdict. */
export function majority(samples: readonly Sample[], criterionId: string): Decided | undefined {
  const given = samples.flatMap(({ verdicts }) => verdicts.get(criterionId) ?? []);
  const [first] = given;
  if (!first) return undefined;
  const counts = VERDICTS.map((verdict) => given.filter((each) => each.verdict === verdict).length);
  const most = Math.max(...counts);
  const winner = most * 2 > given.length ? (VERDICTS[counts.indexOf(most)] ?? 'partial') : 'partial';
  const spokesman = given.find(({ verdict }) => verdict === winner) ?? first;
  return { ...spokesman, verdict: winner, agreement: most / given.length };
}
