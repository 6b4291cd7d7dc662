// What a finished run means for alerts, and why it failed, for a person. Pure.
import type { RunOutcome } from '#modules/runs';
import type { IncidentCause } from '../incident.ts';
import { boundedSentence } from './bounded-sentence.ts';
import type { Outcome } from './transition.ts';

/** A cancelled run, or a script that needs a model, says nothing about the server. */
export function outcomeOfRun(run: RunOutcome, { isIgnored }: { isIgnored: boolean }): Outcome {
  const same = { part: run.targetKey, ref: run.runId, at: run.endedAt.toISOString() };
  if (isIgnored || run.error?.kind === 'cancelled' || !run.countsForPassRate) return { ...same, means: 'nothing' };
  return run.status === 'pass' ? { ...same, means: 'passed' } : { ...same, means: 'failed', cause: causeOfRun(run) };
}

const causeOfRun = (run: RunOutcome): IncidentCause => ({
  runId: run.runId,
  checkId: null,
  status: run.status,
  classification: run.classification,
  message: boundedSentence(run.error ? `${run.error.kind}: ${run.error.message}` : criteriaSentence(run)),
});

function criteriaSentence({ criteria: { total, passed, failed, areRequired } }: RunOutcome): string {
  const noun = `${areRequired ? 'required ' : ''}${total === 1 ? 'criterion' : 'criteria'}`;
  return failed === total - passed ? `${failed} of ${total} ${noun} failed` : `${total - passed} of ${total} ${noun} did not pass`;
}
