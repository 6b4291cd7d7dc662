// What stands under a schedule's input: its label and the next ticks (spec 02 §4).
import { nextTick } from '#platform/jobs/cron';
import { scheduleLabel } from './schedule-label.ts';
import type { Schedule, TesterTarget } from './workflow.ts';

const SHOWN_TICKS = 3;

/** `nextRuns`: ISO times of the next ticks after `now`, soonest first; none for a manual workflow. */
export function describeSchedule(
  schedule: Schedule | null,
  targets: readonly Pick<TesterTarget, 'modelId'>[],
  now: Date,
): { readonly label: string; readonly nextRuns: readonly string[] } {
  return { label: scheduleLabel(schedule, targets), nextRuns: schedule ? nextRuns(schedule, now) : [] };
}

function nextRuns(schedule: Schedule, now: Date): string[] {
  const runs: string[] = [];
  let after: Date | null = now;
  while (runs.length < SHOWN_TICKS) {
    after = nextTick(schedule, after);
    if (after === null) return runs;
    runs.push(after.toISOString());
  }
  return runs;
}
