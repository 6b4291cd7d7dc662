// Opens a session with a saved server for a run, a monitor or a repair, and remembers what the contact taught.
import { requireRole } from '#kernel/role';
import { failed } from '#kernel/outcome';
import type { Outcome } from '#kernel/outcome';
import type { Ctx } from '#platform/ctx';
import type { ContactFailure, EraVerdict, McpSession, McpTarget, ProtocolEra } from '#platform/mcp/mcp';
import { buildTarget } from './build-target.ts';
import type { Connection } from './build-target.ts';
import { requireActiveServer } from './get-server.ts';
import { HEALTHY, unhealthy } from './health.ts';
import { chooseProfile, openConnection } from './open-secrets.ts';
import { redactorFor } from './probe-connection.ts';
import { saveContact } from './store.ts';
import type { Contact, ServerRecord } from './store.ts';

/** With whom, and as whom. */
export interface ContactRequest {
  readonly serverId: string;
  /** Null: the server's default profile. */
  readonly authProfileId: string | null;
  readonly clientName: McpTarget['clientName'];
  /** Sent beside the server's own headers, such as `X-Armature-Workflow-Run-Id`. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** Instead of the server's own; `auto` is the server's own. */
  readonly protocolEra?: ProtocolEra | undefined;
  /** Of one request, instead of the server's own. */
  readonly timeoutMs?: number | undefined;
  /** See ConnectOptions. */
  readonly waitsForLimits?: boolean | undefined;
}

export interface SessionRequest extends ContactRequest {
  readonly signal: AbortSignal;
  /** Of a hosted server: the end of its stderr, when a process of it has ended. Redact it before it is stored. */
  readonly onStderr?: ((text: string) => void) | undefined;
}

/** A contact for which everything has been read: opening it waits for the server alone. */
export interface PreparedSession {
  open(how: Pick<SessionRequest, 'signal' | 'onStderr'>): Promise<Outcome<McpSession, ContactFailure>>;
}

/** Throws `not_found` for an unknown server or profile and `conflict` for an archived server; what the server does is the outcome. */
export async function openSession(ctx: Ctx, request: SessionRequest): Promise<Outcome<McpSession, ContactFailure>> {
  const prepared = await prepareSession(ctx, request);
  return prepared.open(request);
}

/** Throws as `openSession` does. Secrets are in the clear inside it: use it once, at once. */
export async function prepareSession(ctx: Ctx, request: ContactRequest): Promise<PreparedSession> {
  requireRole(ctx, 'editor');
  const choosing = chooseProfile(ctx, request.serverId, request.authProfileId);
  // An unknown server is said first, whichever answer comes first; the profile's is awaited right after.
  choosing.catch(() => undefined);
  const server = await requireActiveServer(ctx, request.serverId);
  const profile = await choosing;
  const connection = inEra(await openConnection(ctx, server, profile), request.protocolEra);
  const target = buildTarget(connection, request);
  // Another profile's credential or another era than the server's own says nothing about the server.
  const isItsOwn = (!profile || profile.isDefault) && connection.protocolEra === server.protocolEra;
  return {
    open: async ({ signal, onStderr }) => {
      const opened = await ctx.deps.mcp.connect(
        { ...target, timeoutMs: request.timeoutMs ?? target.timeoutMs },
        { signal, onStderr, waitsForLimits: request.waitsForLimits },
      );
      const outcome = opened.ok ? opened : failed(await judged(ctx, { connection, signal }, opened.error));
      // Nor does a contact the caller gave up, or one that failed through us.
      if (isItsOwn && !signal.aborted && (outcome.ok || outcome.error.isOurs !== true))
        await remember(ctx, { server, connection }, outcome);
      return outcome;
    },
  };
}

/** The verdict that is remembered stays: it fits the target only where it is of that era. */
const inEra = (connection: Connection, era: ProtocolEra = 'auto'): Connection =>
  era === 'auto' ? connection : { ...connection, protocolEra: era };

/** Free of secrets, and with the word whether we are the cause. */
async function judged(
  ctx: Ctx,
  { connection, signal }: { readonly connection: Connection; readonly signal: AbortSignal },
  failure: ContactFailure,
): Promise<ContactFailure> {
  const isOurs = failure.isOurs === true || (!isLeft(signal) && (await ctx.deps.connectivity?.isOurs(failure)));
  const redactor = await redactorFor(ctx, connection);
  return { ...failure, message: redactor.redactText(failure.message), ...(isOurs === true ? { isOurs } : {}) };
}

/** The caller left, and not because time was up. */
const isLeft = ({ aborted, reason }: AbortSignal): boolean =>
  aborted && !(reason instanceof DOMException && reason.name === 'TimeoutError');

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
