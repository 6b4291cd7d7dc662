// Why a run did not pass, or where it waits: the first thing to read.
import type { ErrorKind, Run } from '../api/runs.ts';
import { CLASSIFICATION_SENTENCES, RUN_WORDS } from '../text/tone.ts';
import { Banner } from './banner.tsx';
import type { Citation } from './trace-view.tsx';

const ERROR_ADVICE: Readonly<Record<ErrorKind, string>> = {
  transport: 'The connection to the server failed. Look at the server’s health, then rerun.',
  auth: 'The server refused the credential. Renew the secret of the auth profile, then rerun.',
  timeout: 'The time of one attempt was over. Raise the limit, or find the slow call in the trace.',
  model: 'The tester could not act. A step script names the line that is no step; a model names its provider’s answer.',
  judge: 'The criteria could not be graded. Set up a judge model, or turn sentences into checks.',
  budget: 'A limit was reached before the final answer. Raise it, or make the task smaller.',
  cancelled: 'Someone ended this run.',
  internal: 'The run was interrupted on this side. It is tried again by the workflow’s retry policy.',
};

interface RunOutcomeProps {
  readonly run: Run;
  readonly onCite: (citation: Citation) => void;
}

export function RunOutcome({ run, onCite }: RunOutcomeProps) {
  if (run.status === 'pending') {
    return (
      <Banner tone="idle" title={run.queuePosition === null ? 'Waiting for a worker' : `Place ${run.queuePosition} in the queue`}>
        It starts by itself; this page shows it as it happens.
      </Banner>
    );
  }
  if (run.error === null && run.classification === null) return null;
  return (
    <Banner
      tone={RUN_WORDS[run.status].tone}
      title={run.error?.message ?? (run.classification === null ? '' : CLASSIFICATION_SENTENCES[run.classification])}
    >
      {run.error !== null && <p>{ERROR_ADVICE[run.error.kind]}</p>}
      {run.classification !== null && run.classificationEvidence.length > 0 && (
        <ul className="mt-1 list-disc ps-4">
          {run.classificationEvidence.map((evidence) => (
            <li key={`${evidence.type}${evidence.id}${evidence.note}`}>
              {evidence.note}{' '}
              {evidence.type === 'event' && (
                <button type="button" className="link" onClick={() => onCite({ eventId: evidence.id, excerpt: undefined })}>
                  Show in trace
                </button>
              )}
            </li>
          ))}
        </ul>
      )}
    </Banner>
  );
}
