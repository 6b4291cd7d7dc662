// Every server of an organization with its profiles (no secret), what its catalog registered, its snapshots with their reviews, the
// contacts that are kept, and its maintenance windows.
import { inPages } from '#kernel/in-pages';
import type { Exported, Exporter } from '#modules/access';
import type { Ctx } from '#platform/ctx';
import { findDiff, findSnapshot, registrationsOf } from '../catalog/store.ts';
import { windowsOf } from '../maintenance/store.ts';
import { listAuthProfiles } from '../profiles/list-auth-profiles.ts';
import { findReview } from '../reviews/store.ts';
import { findServer, publicServer } from '../store.ts';
import { syncsAfter } from '../syncs/store.ts';
import { serverIdsAfter, snapshotIdsAfter } from './store.ts';

const PAGE = 100;
type HasId = { readonly id: string } | undefined;

export const serverExporter: Exporter = {
  async *objects(ctx) {
    const { db } = ctx.deps;
    for await (const { id } of inPages((last: HasId) => serverIdsAfter(db, ctx.org.id, { afterId: last?.id ?? '', limit: PAGE }))) {
      const server = await findServer(db, ctx.org.id, id);
      if (!server) continue;
      yield { kind: 'mcp_server', ...publicServer(server) };
      for (const profile of await listAuthProfiles(ctx, { serverId: id })) {
        const { kind: authKind, ...rest } = profile;
        yield { kind: 'auth_profile', authKind, ...rest };
      }
      for (const { kind: entryKind, definition: _, ...entry } of await registrationsOf(db, ctx.org.id, id)) {
        yield { kind: 'catalog_entry', serverId: id, entryKind, ...entry };
      }
      yield* snapshots(ctx, id);
      const syncs = (last: HasId) => syncsAfter(db, { orgId: ctx.org.id, serverId: id }, { afterId: last?.id ?? '', limit: PAGE });
      for await (const sync of inPages(syncs)) yield { kind: 'server_sync', serverId: id, ...sync };
      for (const { kind: windowKind, ...window } of await windowsOf(db, { orgId: ctx.org.id, serverId: id })) {
        yield { kind: 'maintenance_window', windowKind, ...window };
      }
    }
  },
};

/** One at a time. */
async function* snapshots({ deps: { db }, org }: Ctx, serverId: string): AsyncGenerator<Exported> {
  const page = (last: HasId) => snapshotIdsAfter(db, org.id, { serverId, afterId: last?.id ?? '', limit: PAGE });
  for await (const { id } of inPages(page)) {
    const snapshot = await findSnapshot(db, { orgId: org.id, serverId, snapshotId: id });
    if (snapshot) yield { kind: 'snapshot', serverId, ...snapshot, diff: (await findDiff(db, id)) ?? null, ...(await findReview(db, id)) };
  }
}
