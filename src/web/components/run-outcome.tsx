// Why a run could not be decided, or where it waits: the first thing to read. Whose fault it is, the diagnosis says.
import type { ErrorKind, Run } from '../api/runs.ts';
import { RUN_WORDS } from '../text/tone.ts';
import { Banner } from './banner.tsx';

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

export function RunOutcome({ run }: { readonly run: Run }) {
  if (run.status === 'pending') {
    return (
      <Banner tone="idle" title={run.queuePosition === null ? 'Waiting for a worker' : `Place ${run.queuePosition} in the queue`}>
        It starts by itself; this page shows it as it happens.
      </Banner>
    );
  }
  if (run.error === null) return null;
  return (
    <Banner tone={RUN_WORDS[run.status].tone} title={run.error.message}>
      {ERROR_ADVICE[run.error.kind]}
    </Banner>
  );
}
