// One check: a fresh session, one call, one verdict (spec 03 §2). Stores nothing of itself.
import { seconds } from '#kernel/duration';
import { findTool, maintenanceAt } from '#modules/servers';
import type { PreparedSession } from '#modules/servers';
import type { Ctx } from '#platform/ctx';
import { startTimeLimit } from '#platform/llm/time-limit';
import { redactorOf } from '#platform/secrets/kept-redactor';
import { cutText } from '#platform/match/shown-value';
import type { CatalogTool, ContactFailure } from '#platform/mcp/mcp';
import type { Redactor } from '#platform/secrets/redact';
import { startBudget } from '../check-budget.ts';
import type { MonitorCheck } from '../monitor.ts';
import { notTheirs, verdictOfFailure, verdictOfOutcome } from './classify-check.ts';
import type { CheckVerdict } from './classify-check.ts';
import { contactServer, prepareContact } from './contact-server.ts';
import type { CheckSubject, Reached } from './contact-server.ts';
import { judgeAnswer } from './judge-answer.ts';
import { cleanText } from './result-excerpt.ts';

export type PlacedCheck = Omit<MonitorCheck, 'id' | 'monitorId' | 'trigger'>;
type PerformedCheck = Omit<PlacedCheck, 'inMaintenance'>;

const MAX_MESSAGE = 500;
/** For all assertions of one check together: while one is looked at, no other check goes on. */
const MAX_JUDGING_MS = seconds(1);
/** A process that stood still for so long may have missed an answer that came in time. */
const MAX_STANDSTILL_MS = seconds(2);

/** Throws only when the caller leaves, or for what is wrong with this instance itself; what the server does is the answer. */
export async function performCheck(ctx: Ctx, subject: CheckSubject): Promise<PlacedCheck> {
  const { clock, db } = ctx.deps;
  const at = clock.now();
  const place = { orgId: ctx.org.id, serverId: subject.mcpServerId };
  const [prepared, tool, maintenance] = await Promise.all([
    prepareContact(ctx, subject),
    findTool(db, { ...place, name: subject.toolName }),
    maintenanceAt(db, { ...place, at }),
  ]);
  const performed = prepared.ok
    ? await performPrepared(ctx, { prepared: prepared.value, subject, tool })
    : { ...NOTHING, ...prepared.error };
  return { ...performed, at: at.toISOString(), inMaintenance: maintenance !== undefined };
}

interface Ready {
  readonly prepared: PreparedSession;
  readonly subject: CheckSubject;
  readonly tool: CatalogTool | undefined;
}

async function performPrepared(ctx: Ctx, { prepared, subject, tool }: Ready): Promise<Omit<PerformedCheck, 'at'>> {
  const { clock, connectivity, vault } = ctx.deps;
  const limit = startTimeLimit(clock, seconds(subject.timeoutSeconds), ctx.signal);
  const standstill = connectivity?.watch();
  try {
    return await contactServer(prepared, { subject, tool, limit }, async (reached) => {
      ctx.signal.throwIfAborted();
      const verdict = await judged(ctx, { subject, tool, reached, isLate: limit.isOver, stoodStillMs: standstill?.longestMs() ?? 0 });
      return { ...NOTHING, ...told(verdict, await redactorOf(vault, ctx.org.id)), ...measured(reached) };
    });
  } finally {
    limit.release();
    standstill?.stop();
  }
}

const NOTHING = { latencyMs: null, connectMs: null, resultExcerpt: null, failedAssertion: null, era: null };

const measured = (reached: Reached): Pick<PerformedCheck, 'latencyMs' | 'connectMs' | 'era'> | undefined =>
  reached.outcome && { latencyMs: reached.latencyMs, connectMs: Math.round(reached.session.connectMs), era: reached.session.era };

interface Judging {
  readonly subject: CheckSubject;
  readonly tool: CatalogTool | undefined;
  readonly reached: Reached;
  readonly isLate: boolean;
  readonly stoodStillMs: number;
}

type FullVerdict = CheckVerdict & Partial<Pick<PerformedCheck, 'failedAssertion' | 'resultExcerpt'>>;

async function judged(ctx: Ctx, judging: Judging): Promise<FullVerdict> {
  const { subject, tool, reached } = judging;
  const failure = await failureIn(ctx, reached);
  if (failure) return ofFailure(failure, judging);
  if (!reached.outcome) throw new Error('a contact without a failure has an outcome');
  const { outcome, latencyMs } = reached;
  const verdict = verdictOfOutcome(outcome, subject);
  if (!('content' in outcome)) return verdict;
  const redactor = await redactorOf(ctx.deps.vault, ctx.org.id);
  const budget = startBudget(ctx.deps.clock, MAX_JUDGING_MS);
  return judgeAnswer(verdict, { subject, tool, latencyMs, answer: outcome, redactor, isTimeUp: budget.isSpent });
}

/** With the word whether our own network is the cause; the door has asked already where there was no session. */
async function failureIn({ deps }: Ctx, { failure, outcome }: Reached): Promise<ContactFailure | undefined> {
  const found = failure ?? (outcome && 'failure' in outcome ? outcome.failure : undefined);
  if (!found || failure) return found;
  return (await deps.connectivity?.isOurs(found)) === true ? { ...found, isOurs: true } : found;
}

function ofFailure(failure: ContactFailure, { subject, isLate, stoodStillMs }: Judging): CheckVerdict {
  const isTimeout = failure.code === 'timeout';
  const message = isTimeout && isLate ? lateMessage(subject.timeoutSeconds, failure) : failure.message;
  if (isTimeout && stoodStillMs > MAX_STANDSTILL_MS)
    return notTheirs(`this instance stood still for ${Math.round(stoodStillMs / 1000)} s in the middle of the check`, message);
  return verdictOfFailure({ ...failure, message });
}

const lateMessage = (timeoutSeconds: number, { host, phase }: ContactFailure): string =>
  `${host ?? 'The program'} did not answer within the ${timeoutSeconds} s of a check (phase ${phase}). Raise timeoutSeconds, or find out what keeps the server busy.`;

/** Free of secrets before it is shortened: half a secret is recognized by nobody. */
function told(verdict: FullVerdict, redactor: Redactor): FullVerdict {
  const { message, failedAssertion } = verdict;
  const clean = (text: string): string => cutText(cleanText(text, redactor), MAX_MESSAGE);
  return {
    ...verdict,
    message: message === null ? null : clean(message),
    ...(failedAssertion ? { failedAssertion: { ...failedAssertion, message: clean(failedAssertion.message) } } : {}),
  };
}
