// Sources as everyone sees them: with their state, their docs and where agents connect.
import { days } from '#kernel/duration';
import { callsByServer } from '#modules/analytics';
import type { Ctx } from '#platform/ctx';
import type { Db, Tx } from '#platform/db/connect';
import { activeEnvironments, docsOf } from './bundles/store.ts';
import { DEFAULT_ENVIRONMENT, endpointUrlOf, stateOf } from './source.ts';
import type { Source, SourceRecord } from './source.ts';

/** Three queries, however many they are. */
export async function presentSources(conn: Db | Tx, ctx: Ctx, records: readonly SourceRecord[]): Promise<Source[]> {
  const ids = records.map(({ id }) => id);
  const environments = await activeEnvironments(conn, ids);
  const docs = await docsOf(conn, ids, DEFAULT_ENVIRONMENT);
  const since = new Date(ctx.deps.clock.now().getTime() - days(1));
  const calls = await callsByServer(conn, ctx.org.id, { serverIds: ids, since });
  return records.map((record) => {
    const { orgId: _, activatedAt: __, pausedAt: ___, ...source } = record;
    const active = environments.get(source.id) ?? [];
    return {
      ...source,
      state: stateOf(record, active.length > 0),
      docs: docs.get(source.id) ?? null,
      environments: active,
      calls24h: calls.get(source.id) ?? 0,
      endpointUrl: endpointUrlOf(ctx.deps.settings.publicUrl, ctx.org.slug, source),
    };
  });
}

export async function presentSource(conn: Db | Tx, ctx: Ctx, record: SourceRecord): Promise<Source> {
  const [source] = await presentSources(conn, ctx, [record]);
  if (!source) throw new Error('a source was lost while it was shown');
  return source;
}
