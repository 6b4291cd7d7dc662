// Stores how callers bring their credential, for the verb of mode tools that decides it.
import type { Ctx } from '#platform/ctx';
import type { Tx } from '#platform/db/connect';
import type { SourceConnection, SourceRecord } from './source.ts';
import { saveSource } from './store.ts';

/** Caller holds the source and writes the audit row. Another connection must be activated again. */
export async function saveConnection(tx: Tx, ctx: Ctx, source: SourceRecord, connection: SourceConnection): Promise<SourceRecord> {
  const isSame = JSON.stringify(connection) === JSON.stringify(source.connection);
  const activatedAt = isSame ? source.activatedAt : null;
  return saveSource(tx, source.id, { ...source, connection, activatedAt, at: ctx.deps.clock.now() });
}
