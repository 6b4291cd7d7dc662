// Cancels every open run of an organization in the transaction that closes it: what waits never begins, and workers are told.
import type { RunStopper } from '#modules/access';
import { cancelNotice } from '../queue/notices.ts';
import { requestCancelOf } from './store.ts';

export const runStopper: RunStopper = {
  async stopRuns(tx, { org, deps }) {
    for (const runId of await requestCancelOf(tx, org.id, deps.clock.now())) await deps.live.publish(tx, 'run', cancelNotice(runId));
  },
};
