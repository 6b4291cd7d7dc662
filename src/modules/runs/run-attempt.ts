// One attempt: connect to the server under test, let the tester work, close the connection. Grading comes after.
import { AppError } from '#kernel/errors';
import { bareUuid, parseRunId } from '#kernel/ids';
import { seconds } from '#kernel/duration';
import { compareCatalogs, latestCatalog, openSession } from '#modules/servers';
import { startTimeLimit } from '#platform/llm/time-limit';
import type { TimeLimit } from '#platform/llm/time-limit';
import type { Deps } from '#platform/ctx';
import type { Catalog, McpSession } from '#platform/mcp/mcp';
import { contactError } from './contact-error.ts';
import type { Plan } from './plan.ts';
import { noteOnRun } from './queue/store.ts';
import type { Claim } from './queue/store.ts';
import { stderrArtifact, storable } from './stderr-artifact.ts';
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

type Answer =
  | { readonly finalAnswer: string; readonly error?: undefined }
  | { readonly error: TesterError; readonly finalAnswer?: undefined };

export async function runAttempt(deps: Deps, input: AttemptInput): Promise<AttemptResult> {
  const begin = deps.clock.now();
  const timeoutMs = seconds(input.plan.version.spec.limits.timeoutSeconds);
  const known = await begun(deps, input);
  // A server that hangs in the handshake must not hold the run.
  const limit = startTimeLimit(deps.clock, timeoutMs, input.signal);
  const result = await connectAndTest(input, deps, { deadline: new Date(begin.getTime() + timeoutMs), limit }).finally(() =>
    limit.release(),
  );
  const hasChangedCatalog = result.sawListChange || isDifferent(known?.catalog, result.catalog);
  return { ...result, hasChangedCatalog, snapshotId: known?.snapshotId ?? null, durationMs: deps.clock.now().getTime() - begin.getTime() };
}

/** Notes what this attempt begins with, on the run and in its trace. */
async function begun(deps: Deps, { claim, plan, trace }: AttemptInput): ReturnType<typeof latestCatalog> {
  const known = await latestCatalog(deps.db, claim.orgId, claim.serverId);
  const snapshotId = known?.snapshotId ?? null;
  await noteOnRun(deps.db, claim, { snapshotId, price: { tester: plan.testerRef?.price ?? null, judge: plan.judge?.ref.price ?? null } });
  const { modelId, skillMode } = plan.target;
  await trace.append('run_started', {
    versionId: plan.version.id,
    versionNumber: plan.version.number,
    testerKind: claim.testerKind,
    limits: plan.version.spec.limits,
    target: { modelId, skillMode },
    snapshotId,
  });
  return known;
}

type TestedParts = { readonly totals: Totals; readonly catalog: Catalog | null } & Answer;
type Tested = TestedParts & { readonly sawListChange: boolean };

interface Time {
  readonly deadline: Date;
  readonly limit: TimeLimit;
}

async function connectAndTest(input: AttemptInput, deps: Deps, time: Time): Promise<Tested> {
  let stderr = '';
  const opened = await open(input, time, (text) => {
    stderr = text;
  });
  const tested = opened.ok
    ? await testAndClose(deps, input, { session: opened.value, time })
    : unreached(timedOut(time) ?? contactError(opened.error));
  await keepStderr(input, stderr);
  return tested;
}

/** What a hosted program said beside its answers; of several processes of one attempt, the last. */
async function keepStderr({ claim, trace }: AttemptInput, stderr: string): Promise<void> {
  if (stderr !== '') await trace.attach(stderrArtifact(await trace.redactText(storable(stderr)), claim.attempt));
}

async function testAndClose(deps: Deps, input: AttemptInput, at: { readonly session: McpSession; readonly time: Time }): Promise<Tested> {
  try {
    return await testWith(deps, input, at);
  } finally {
    await at.session.close();
  }
}

async function testWith(
  deps: Deps,
  input: AttemptInput,
  { session, time }: { readonly session: McpSession; readonly time: Time },
): Promise<Tested> {
  const { plan, trace } = input;
  let sawListChange = false;
  session.onNotification((method) => {
    sawListChange ||= method.endsWith('/list_changed');
  });
  const listed = await session.listCatalog(time.limit.signal);
  if (!listed.ok) return unreached(timedOut(time) ?? contactError(listed.error));
  const catalog = listed.value;
  const { spec } = plan.version;
  const result = await runTester({
    session,
    spec,
    catalog,
    target: plan.target,
    limits: spec.limits,
    clock: deps.clock,
    deadline: time.deadline,
    signal: input.signal,
    model: plan.testerRef ? deps.llm.open(plan.testerRef) : createScriptModel({ script: spec.testerPrompt, catalog }),
    append: (type, data) => trace.append(type, data),
  });
  return { ...result, catalog, sawListChange };
}

async function open(
  { claim, plan }: AttemptInput,
  { limit }: Time,
  onStderr: (text: string) => void,
): Promise<Awaited<ReturnType<typeof openSession>>> {
  const runId = parseRunId(claim.runId);
  try {
    return await openSession(plan.ctx, {
      serverId: claim.serverId,
      authProfileId: plan.version.spec.defaultMcpAuthProfileId,
      clientName: 'armature-tester',
      headers: runId === undefined ? {} : { 'X-Armature-Workflow-Run-Id': bareUuid(runId) },
      signal: limit.signal,
      onStderr,
    });
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    const code = error.thing === 'auth_profile' ? 'auth_rejected' : 'connect_failed';
    return { ok: false, error: { code, message: error.message, phase: 'address', hadHttpStatus: false } };
  }
}

const unreached = (error: TesterError): Tested => ({ error, totals: NO_TOTALS, catalog: null, sawListChange: false });

const timedOut = ({ limit }: Time): TesterError | undefined =>
  limit.isOver ? { kind: 'timeout', message: 'the server did not get ready within timeoutSeconds' } : undefined;

function isDifferent(before: Catalog | undefined, after: Catalog | null): boolean {
  if (!before || !after) return false;
  const { added, removed, changed } = compareCatalogs(before, after);
  return added.length + removed.length + changed.length > 0;
}
