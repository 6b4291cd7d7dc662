// The contact of one check with its server: a fresh session, one call, the end of the session, all within the check's time.
import { AppError } from '#kernel/errors';
import { seconds } from '#kernel/duration';
import { failed, ok } from '#kernel/outcome';
import type { Outcome } from '#kernel/outcome';
import { prepareSession } from '#modules/servers';
import type { PreparedSession } from '#modules/servers';
import type { Ctx } from '#platform/ctx';
import type { TimeLimit } from '#platform/llm/time-limit';
import type { CallOutcome, CatalogTool, ContactFailure, McpSession } from '#platform/mcp/mcp';
import type { MonitorSpec } from '../monitor.ts';
import type { CheckVerdict } from './classify-check.ts';

/** What of a monitor a check needs. */
export type CheckSubject = Pick<
  MonitorSpec,
  'mcpServerId' | 'authProfileId' | 'toolName' | 'arguments' | 'timeoutSeconds' | 'assertions' | 'validateOutputSchema' | 'protocolEra'
>;

/** What stands in the way before anything is sent: a credential that cannot be opened, programs that are switched off. */
export async function prepareContact(ctx: Ctx, subject: CheckSubject): Promise<Outcome<PreparedSession, CheckVerdict>> {
  try {
    const prepared = await prepareSession(ctx, {
      serverId: subject.mcpServerId,
      authProfileId: subject.authProfileId,
      clientName: 'armature-monitor',
      protocolEra: subject.protocolEra,
      timeoutMs: seconds(subject.timeoutSeconds),
      waitsForLimits: false,
    });
    return ok(prepared);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return failed({ status: 'error', reason: error.code === 'conflict' ? 'process' : 'auth', message: error.message });
  }
}

export interface Contact {
  readonly subject: CheckSubject;
  readonly tool: CatalogTool | undefined;
  readonly limit: TimeLimit;
}

/** How far it came: to no session, or to what the call came to. */
export type Reached =
  | { readonly failure: ContactFailure; readonly outcome?: undefined }
  | {
      readonly failure?: undefined;
      readonly outcome: CallOutcome;
      readonly latencyMs: number;
      readonly session: Pick<McpSession, 'era' | 'connectMs'>;
    };

/**
 * What `judge` makes of it. It judges while the session is open: an answer may be large, and is not to be kept while many
 * servers take their time over a goodbye.
 */
export async function contactServer<T>(prepared: PreparedSession, contact: Contact, judge: (reached: Reached) => Promise<T>): Promise<T> {
  const opened = await prepared.open({ signal: contact.limit.signal });
  if (!opened.ok) return judge({ failure: opened.error });
  const session = opened.value;
  try {
    return await judge(await called(session, contact));
  } finally {
    await session.close();
  }
}

async function called(session: McpSession, { subject, tool, limit }: Contact): Promise<Reached> {
  // The output schema is held against the result here, in both dialects and with a bound, so the door need not.
  const { outputSchema: _, ...definition } = tool ?? { name: subject.toolName, inputSchema: {} };
  const { outcome, durationMs } = await session.callTool({
    name: subject.toolName,
    arguments: subject.arguments,
    tool: tool && definition,
    signal: limit.signal,
  });
  return { outcome, latencyMs: Math.round(durationMs), session };
}
