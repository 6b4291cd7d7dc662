// Reads the traces of finished runs, each once: what they did with each tool is kept, whatever becomes of the trace.
import type { Deps } from '#platform/ctx';
import { inTransaction } from '#platform/db/transaction';
import { callEventsOf } from '#modules/runs';
import type { InputShape } from './coverage.ts';
import { extractUses } from './extract-uses.ts';
import { insertUses, markRead } from './store.ts';
import type { ReadRun } from './store.ts';

/** `shapes` by tool, of the run's server. Safe to do twice, at once too: the second finds the run read and writes nothing. */
export async function readRun(
  { db }: Pick<Deps, 'db'>,
  orgId: string,
  { run, shapes }: { readonly run: ReadRun; readonly shapes: ReadonlyMap<string, InputShape> },
): Promise<void> {
  const uses = extractUses(await callEventsOf(db, run.runId), shapes);
  await inTransaction(db, async (tx) => {
    if (await markRead(tx, orgId, run.runId)) await insertUses(tx, orgId, { run, uses });
  });
}
