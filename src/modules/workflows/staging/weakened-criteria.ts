// What a change takes away from a test, so that whoever approves it sees it (spec 04 §3). Pure.
import { codePoints } from '#kernel/bounded-text';
import { shownValue } from '#platform/match/shown-value';
import type { Criterion } from '../workflow.ts';

/** One warning for each required criterion that is removed, made optional, or cut to less than half its text. */
export function weakenedCriteria(before: readonly Criterion[], after: readonly Criterion[]): string[] {
  const kept = new Map(after.map((criterion) => [criterion.id, criterion]));
  return before
    .filter(({ isRequired }) => isRequired)
    .flatMap((old) => {
      const now = kept.get(old.id);
      const what = `the required criterion "${shownValue(old.criterionText)}"`;
      if (!now) return [`criteria[${old.position - 1}]: ${what} is removed`];
      const at = `criteria[${now.position - 1}]`;
      const isCut = codePoints(now.criterionText) * 2 < codePoints(old.criterionText);
      return [
        ...(now.isRequired ? [] : [`${at}: ${what} is made optional`]),
        ...(isCut ? [`${at}: ${what} is cut to less than half its text`] : []),
      ];
    });
}
