// Opens a session with a saved server for a run, a monitor or a repair, and remembers what the contact taught.
import { requireRole } from '#kernel/role';
import type { Outcome } from '#kernel/outcome';
import type { Ctx } from '#platform/ctx';
import type { ContactFailure, EraVerdict, McpSession, McpTarget } from '#platform/mcp/mcp';
import { buildTarget } from './build-target.ts';
import type { Connection } from './build-target.ts';
import { requireActiveServer } from './get-server.ts';
import { HEALTHY, unhealthy } from './health.ts';
import { chooseProfile, openConnection } from './open-secrets.ts';
import { redactorFor } from './probe-connection.ts';
import { saveContact } from './store.ts';
import type { Contact, ServerRecord } from './store.ts';

export interface SessionRequest {
  readonly serverId: string;
  /** Null: the server's default profile. */
  readonly authProfileId: string | null;
  readonly clientName: McpTarget['clientName'];
  /** Sent beside the server's own headers, such as `X-Armature-Workflow-Run-Id`. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly signal: AbortSignal;
  /** Of a hosted server: the end of its stderr, when a process of it has ended. Redact it before it is stored. */
  readonly onStderr?: ((text: string) => void) | undefined;
}

/** Throws `not_found` for an unknown server or profile and `conflict` for an archived server; what the server does is the outcome. */
export async function openSession(ctx: Ctx, request: SessionRequest): Promise<Outcome<McpSession, ContactFailure>> {
  requireRole(ctx, 'editor');
  const server = await requireActiveServer(ctx, request.serverId);
  const profile = await chooseProfile(ctx, server.id, request.authProfileId);
  const connection = await openConnection(ctx, server, profile);
  const opened = await ctx.deps.mcp.connect(buildTarget(connection, request), {
    signal: request.signal,
    onStderr: request.onStderr,
  });
  const outcome = opened.ok ? opened : { ok: false as const, error: await redacted(ctx, connection, opened.error) };
  // A caller who left says nothing about the server, nor does a second profile's credential.
  if (!request.signal.aborted && (!profile || profile.isDefault)) await remember(ctx, { server, connection }, outcome);
  return outcome;
}

async function redacted(ctx: Ctx, connection: Connection, failure: ContactFailure): Promise<ContactFailure> {
  const redactor = await redactorFor(ctx, connection);
  return { ...failure, message: redactor.redactText(failure.message) };
}

async function remember(
  ctx: Ctx,
  { server, connection }: { server: ServerRecord; connection: Connection },
  outcome: Outcome<McpSession, ContactFailure>,
): Promise<void> {
  const contact: Contact = outcome.ok ? { ...HEALTHY, verdict: outcome.value.verdict } : unhealthy(outcome.error);
  if (contact.health === server.health && contact.detail === server.healthDetail && isKnown(server.era, contact.verdict)) return;
  try {
    const redactor = await redactorFor(ctx, connection);
    await saveContact(ctx.deps.db, server, redactor.redact(contact));
  } catch (error) {
    // Health is news about the contact; the contact itself must not fail for it.
    ctx.deps.log.warn({ serverId: server.id, error }, 'the health of a server could not be written');
  }
}

const isKnown = (known: EraVerdict | null, verdict: EraVerdict | undefined): boolean =>
  verdict === undefined ||
  (known?.era === verdict.era && known.protocolVersion === verdict.protocolVersion && known.transport === verdict.transport);
