// Puts the runs that could start now back before the workers: when a place of their server is free again.
import type { Tx } from '#platform/db/connect';
import type { Deps } from '#platform/ctx';
import { nextOnServer } from './store.ts';

/** Caller holds the server's lock. A job too many does no harm: claiming is conditional. One waiting job a run is enough. */
export async function wakeNext(tx: Tx, deps: Pick<Deps, 'jobs' | 'clock'>, serverId: string): Promise<void> {
  const runIds = await nextOnServer(tx, serverId, deps.clock.now());
  if (runIds.length === 0) return;
  await deps.jobs.enqueueAll(
    tx,
    runIds.map((runId) => ({ name: 'run.execute', payload: { runId }, options: { singletonKey: runId } })),
  );
}
