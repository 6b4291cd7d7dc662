// Every run of an organization with its attempts, verdicts, events and artifacts.
import { inPages } from '#kernel/in-pages';
import type { Exported, Exporter } from '#modules/access';
import type { Db } from '#platform/db/connect';
import { findRunRow, selectAttempts, selectVerdicts } from '../store.ts';
import { artifactsAfter, eventsAfter, runsAfter } from './store.ts';
import type { RunCursor } from './store.ts';

const RUNS = 100;
const EVENTS = 200;
/** One may have megabytes. */
const ARTIFACTS = 2;

export const runExporter: Exporter = {
  async *objects({ deps: { db }, org }) {
    for await (const { id } of inPages((last: RunCursor | undefined) => runsAfter(db, org.id, { last, limit: RUNS }))) {
      const run = await findRunRow(db, org.id, id);
      if (!run) continue;
      yield { kind: 'run', ...run, attempts: await selectAttempts(db, id) };
      for (const { kind: criterionKind, ...verdict } of await selectVerdicts(db, id)) {
        yield { kind: 'run_verdict', runId: id, criterionKind, ...verdict };
      }
      yield* traceOf(db, id);
    }
  },
};

async function* traceOf(db: Db, runId: string): AsyncGenerator<Exported> {
  const events = (last: { readonly attempt: number; readonly seq: number } | undefined) => eventsAfter(db, runId, { last, limit: EVENTS });
  for await (const event of inPages(events)) yield { kind: 'run_event', runId, ...event };
  const artifacts = (last: { readonly id: string } | undefined) => artifactsAfter(db, runId, { afterId: last?.id ?? '', limit: ARTIFACTS });
  for await (const artifact of inPages(artifacts)) yield { kind: 'run_artifact', runId, ...artifact };
}
