// Asks a server on purpose what the protocol forbids or leaves open, and keeps what that shows (spec 11 §3).
import { MS_PER_MINUTE } from '#kernel/duration';
import { AppError, notFound } from '#kernel/errors';
import { parseInput } from '#kernel/parse-input';
import { requireRole } from '#kernel/role';
import { record } from '#modules/access';
import type { Ctx } from '#platform/ctx';
import { inTransaction } from '#platform/db/transaction';
import { buildTarget } from '../build-target.ts';
import { requireActiveServer, serverIdInput } from '../get-server.ts';
import { chooseProfile, openConnection } from '../open-secrets.ts';
import { redactorFor } from '../probe-connection.ts';
import { lockServer } from '../store.ts';
import { listFindings } from './list-findings.ts';
import { finishSync, insertSync } from './store.ts';
import type { ServerFindings } from './sync.ts';

/** It asks a dozen things and opens as many connections, some of them meant to be refused. */
const ONCE_A_MINUTE = { capacity: 1, perMs: MS_PER_MINUTE };
const MAX_FINDINGS = 500;

/** With the default profile. Throws `rate_limited` within a minute of the one before. Answers all findings of the server. */
export async function examineServer(ctx: Ctx, raw: unknown): Promise<ServerFindings> {
  requireRole(ctx, 'editor');
  const { serverId } = parseInput(serverIdInput, raw);
  const server = await requireActiveServer(ctx, serverId);
  const connection = await openConnection(ctx, server, await chooseProfile(ctx, serverId, null));
  await takeTurn(ctx, serverId);
  const syncId = await begin(ctx, serverId);
  const found = await ctx.deps.mcp.examine(buildTarget(connection, { clientName: 'armature-probe' }), { signal: ctx.signal });
  ctx.signal.throwIfAborted();
  const redactor = await redactorFor(ctx, connection);
  await finishSync(ctx.deps.db, syncId, { ok: true, findings: redactor.redact(found.slice(0, MAX_FINDINGS)), error: null });
  return listFindings(ctx, { serverId });
}

async function takeTurn({ deps }: Ctx, serverId: string): Promise<void> {
  const taken = await deps.limits.take(`examine:${serverId}`, ONCE_A_MINUTE);
  if (taken.ok) return;
  throw new AppError('rate_limited', `The server was examined less than a minute ago. Try again in ${taken.retryAfterSeconds} s.`, {
    details: { retryAfterSeconds: taken.retryAfterSeconds },
  });
}

/** Its row says so before the server is asked anything; one that never ended stays without findings and does not count. */
function begin(ctx: Ctx, serverId: string): Promise<string> {
  return inTransaction(ctx.deps.db, async (tx) => {
    const server = await lockServer(tx, ctx.org.id, serverId);
    if (!server) throw notFound('mcp_server');
    await record(tx, ctx, { action: 'mcp_server.examine', objectType: 'mcp_server', objectId: serverId });
    return insertSync(
      tx,
      { orgId: ctx.org.id, serverId, at: ctx.deps.clock.now() },
      {
        trigger: 'examination',
        ok: false,
        era: server.era?.era ?? null,
        snapshotId: null,
        changed: false,
        serverVersion: server.serverInfo?.version ?? null,
        eras: { modern: null, legacy: null },
        findings: [],
        error: null,
      },
    );
  });
}
