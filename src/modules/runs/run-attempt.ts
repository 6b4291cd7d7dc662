// One attempt: connect to the server under test, let the tester work, close the connection. Grading comes after.
import { AppError } from '#kernel/errors';
import { bareUuid, parseRunId } from '#kernel/ids';
import { seconds } from '#kernel/duration';
import { compareCatalogs, latestCatalog, openSession } from '#modules/servers';
import { startTimeLimit } from '#platform/llm/time-limit';
import type { TimeLimit } from '#platform/llm/time-limit';
import type { Deps } from '#platform/ctx';
import type { Catalog, ContactFailure, McpSession } from '#platform/mcp/mcp';
import type { Plan } from './plan.ts';
import { noteOnRun } from './queue/store.ts';
import type { Claim } from './queue/store.ts';
import { runTester } from './tester/run-tester.ts';
import { createScriptModel } from './tester/script-model.ts';
import type { TesterError } from './tester/tester.ts';
import { NO_TOTALS } from './totals.ts';
import type { Totals } from './totals.ts';
import type { Trace } from './trace/trace.ts';

export interface AttemptInput {
  readonly claim: Claim;
  readonly plan: Plan;
  readonly trace: Trace;
  /** Aborts when the lease ends. */
  readonly signal: AbortSignal;
}

export type AttemptResult = {
  readonly totals: Totals;
  readonly durationMs: number;
  /** What the server listed in this attempt, where it came so far. */
  readonly catalog: Catalog | null;
  readonly hasChangedCatalog: boolean;
  /** The stored catalog this attempt began with. */
  readonly snapshotId: string | null;
} & Answer;

type Answer = { readonly finalAnswer: string; readonly error?: undefined } | { readonly error: TesterError; readonly finalAnswer?: undefined };

export async function runAttempt(deps: Deps, input: AttemptInput): Promise<AttemptResult> {
  const { claim, plan, trace } = input;
  const begin = deps.clock.now();
  const { spec } = plan.version;
  const known = await latestCatalog(deps.db, claim.orgId, claim.serverId);
  await noteOnRun(deps.db, claim, { snapshotId: known?.snapshotId ?? null, price: { tester: plan.testerRef?.price ?? null, judge: plan.judge?.ref.price ?? null } });
  await trace.append('run_started', {
    versionId: plan.version.id, versionNumber: plan.version.number, testerKind: claim.testerKind, limits: spec.limits,
    target: { modelId: plan.target.modelId, skillMode: plan.target.skillMode }, snapshotId: known?.snapshotId ?? null,
  });
  const deadline = new Date(begin.getTime() + seconds(spec.limits.timeoutSeconds));
  // A server that hangs in the handshake must not hold the run.
  const limit = startTimeLimit(deps.clock, seconds(spec.limits.timeoutSeconds), input.signal);
  const result = await connectAndTest(deps, input, { deadline, limit }).finally(() => limit.release());
  const hasChangedCatalog = result.sawListChange || (known !== undefined && result.catalog !== null && isDifferent(known.catalog, result.catalog));
  return { ...result, hasChangedCatalog, snapshotId: known?.snapshotId ?? null, durationMs: deps.clock.now().getTime() - begin.getTime() };
}

type TestedParts = { readonly totals: Totals; readonly catalog: Catalog | null } & Answer;
type Tested = TestedParts & { readonly sawListChange: boolean };

interface Time {
  readonly deadline: Date;
  readonly limit: TimeLimit;
}

async function connectAndTest(deps: Deps, input: AttemptInput, time: Time): Promise<Tested> {
  const opened = await open(input, time);
  if (!opened.ok) return unreached(timedOut(time) ?? errorOf(opened.error));
  const session = opened.value;
  try {
    return await testWith(deps, input, { session, time });
  } finally {
    await session.close();
  }
}

async function testWith(deps: Deps, input: AttemptInput, { session, time }: { readonly session: McpSession; readonly time: Time }): Promise<Tested> {
  const { plan, trace } = input;
  let sawListChange = false;
  session.onNotification((method) => {
    sawListChange ||= method.endsWith('/list_changed');
  });
  const listed = await session.listCatalog(time.limit.signal);
  if (!listed.ok) return unreached(timedOut(time) ?? errorOf(listed.error));
  const catalog = listed.value;
  const { spec } = plan.version;
  const result = await runTester({
    session, spec, catalog, target: plan.target, limits: spec.limits, clock: deps.clock, deadline: time.deadline, signal: input.signal,
    model: plan.testerRef ? deps.llm.open(plan.testerRef) : createScriptModel({ script: spec.testerPrompt, catalog }),
    append: (type, data) => trace.append(type, data),
  });
  return { ...result, catalog, sawListChange };
}

async function open({ claim, plan }: AttemptInput, { limit }: Time): Promise<Awaited<ReturnType<typeof openSession>>> {
  const runId = parseRunId(claim.runId);
  try {
    return await openSession(plan.ctx, {
      serverId: claim.serverId,
      authProfileId: plan.version.spec.defaultMcpAuthProfileId,
      clientName: 'armature-tester',
      headers: runId === undefined ? {} : { 'X-Armature-Workflow-Run-Id': bareUuid(runId) },
      signal: limit.signal,
    });
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    const code = error.thing === 'auth_profile' ? 'auth_rejected' : 'connect_failed';
    return { ok: false, error: { code, message: error.message, phase: 'address', hadHttpStatus: false } };
  }
}

const unreached = (error: TesterError): Tested => ({ error, totals: NO_TOTALS, catalog: null, sawListChange: false });

/** Kinds of the outcome taxonomy: refused credential, time-out, everything else on the way. */
export function errorOf({ code, message, hadHttpStatus }: ContactFailure): TesterError {
  if (code === 'auth_rejected') return { kind: 'auth', message };
  if (code === 'timeout') return { kind: 'timeout', message };
  const hasAnswered = hadHttpStatus || code === 'not_mcp' || code === 'protocol_unsupported' || code === 'list_failed';
  return { kind: 'transport', message, hadHttpStatus: hasAnswered };
}

const timedOut = ({ limit }: Time): TesterError | undefined =>
  limit.isOver ? { kind: 'timeout', message: 'the server did not get ready within timeoutSeconds' } : undefined;

function isDifferent(before: Catalog, after: Catalog): boolean {
  const { added, removed, changed } = compareCatalogs(before, after);
  return added.length + removed.length + changed.length > 0;
}
