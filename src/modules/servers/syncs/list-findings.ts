// What the protocol rules found at a server: at the newest contact that listed, and at the newest examination (spec 11 §3).
import { days } from '#kernel/duration';
import { parseInput } from '#kernel/parse-input';
import { requireRole } from '#kernel/role';
import type { Ctx } from '#platform/ctx';
import { requireServer, serverIdInput } from '../get-server.ts';
import { newestSync, syncsWithFindings } from './store.ts';
import type { ServerFinding, ServerFindings, ServerSync, SyncFinding } from './sync.ts';

/** News of the server's history would be gone with the next contact, before anybody saw it. */
const NEWS_SHOWN_MS = days(7);
const NEWS: ReadonlySet<SyncFinding['rule']> = new Set(['era_gained', 'era_lost', 'unversioned_change']);
const RANK = { error: 0, warning: 1, info: 2 } as const;

/** Worst first. */
export async function listFindings(ctx: Ctx, raw: unknown): Promise<ServerFindings> {
  requireRole(ctx, 'viewer');
  const { serverId } = parseInput(serverIdInput, raw);
  await requireServer(ctx, serverId);
  const owner = { orgId: ctx.org.id, serverId };
  const since = new Date(ctx.deps.clock.now().getTime() - NEWS_SHOWN_MS);
  const [listing, examination, recent] = [
    await newestSync(ctx.deps.db, owner, 'listing'),
    await newestSync(ctx.deps.db, owner, 'examination'),
    await syncsWithFindings(ctx.deps.db, owner, since),
  ];
  const rows = [
    ...findingsOf(listing),
    ...findingsOf(examination),
    ...recent.filter(({ id }) => id !== listing?.id).flatMap((sync) => findingsOf(sync).filter(({ rule }) => NEWS.has(rule))),
  ];
  return {
    syncedAt: listing?.at ?? null,
    examinedAt: examination?.at ?? null,
    rows: rows.toSorted((a, b) => RANK[a.severity] - RANK[b.severity]),
  };
}

const findingsOf = (sync: ServerSync | undefined): ServerFinding[] =>
  sync === undefined
    ? []
    : sync.findings.map((finding, index) => ({
        ...finding,
        id: `${sync.id}.${index}`,
        at: sync.at,
        source: sync.trigger === 'examination' ? 'examination' : 'sync',
      }));
