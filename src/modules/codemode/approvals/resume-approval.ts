// Goes on with what waited for a person, after the decision: in the worker, once, also after a restart (spec 11 §7).
import { minutes, seconds } from '#kernel/duration';
import { AppError } from '#kernel/errors';
import type { OrgRef } from '#kernel/context';
import { lesserRole } from '#kernel/role';
import { getOrgById, roleOfActor, systemCtx } from '#modules/access';
import { openEarlierBundle } from '#modules/sources';
import type { OpenBundle } from '#modules/sources';
import type { Deps } from '#platform/ctx';
import type { CallAnswer, ScriptEnd } from '#platform/sandbox/sandbox';
import { createCallHost } from '../calls/call-host.ts';
import type { CallHost } from '../calls/call-host.ts';
import type { ExecutionAnswer, ExecutionError } from '../executions/answer.ts';
import { scriptLimits, timeoutMsOf } from '../executions/script-limits.ts';
import type { StartedExecution } from '../executions/started.ts';
import { findExecution } from '../executions/store.ts';
import type { RecordedExecution } from '../executions/store.ts';
import { concludeCall } from '../script/conclude-call.ts';
import { concludeScript } from '../script/conclude-script.ts';
import { openPart } from './sealed.ts';
import type { Paused } from './sealed.ts';
import { endWithout, finishedThing, keepResult } from './settle.ts';
import { claimApproval, releaseClaim, takePaused } from './store.ts';
import type { StoredApproval } from './store.ts';

/** Longer than the longest script and everything around it: whoever needs more has died. */
const CLAIM_MS = minutes(5);
/** For a place in the sandbox, once the approved call was sent. */
const TRIES_FOR_ROOM = 10;
const TRY_AGAIN_MS = seconds(2);

interface Work {
  readonly approval: StoredApproval;
  readonly claimedUntil: Date;
  readonly org: OrgRef;
  readonly execution: RecordedExecution;
  readonly signal: AbortSignal;
}

/** Safe to run twice, at once or later: one of many gets the claim, and what was paused is taken out once. */
export async function resumeApproval(deps: Deps, { approvalId }: { readonly approvalId: string }, signal: AbortSignal): Promise<void> {
  const now = deps.clock.now();
  const claimedUntil = new Date(now.getTime() + CLAIM_MS);
  const approval = await claimApproval(deps.db, approvalId, { now, until: claimedUntil });
  if (!approval) return;
  const org = await getOrgById(deps, approval.orgId);
  const execution = org && (await findExecution(deps.db, approval.orgId, approval.executionId));
  if (!org || !execution) return;
  await goOn(deps, { approval, claimedUntil, org, execution, signal });
}

async function goOn(deps: Deps, work: Work): Promise<void> {
  const ready = await prepare(deps, work).catch(async (error: unknown) => {
    // Nothing has been done yet: the next try may begin at once.
    await releaseClaim(deps.db, work.approval.id, work.claimedUntil);
    throw error;
  });
  if ('kind' in ready) return stop(deps, work, ready);
  if (!(await takePaused(deps.db, work.approval.id, work.claimedUntil))) return;
  try {
    await play(deps, work, ready);
  } catch (error) {
    deps.log.error({ approvalId: work.approval.id, error }, 'an approved execution could not be carried on');
    await stop(deps, work, interrupted('The script could not go on after the decision, because of an error on our side.'));
  }
}

const stop = (deps: Deps, { approval, org, execution }: Work, error: ExecutionError): Promise<void> =>
  endWithout(deps, { approvalId: approval.id, org, execution, error });

const interrupted = (message: string): ExecutionError => ({
  kind: 'interrupted',
  message: `${message} What it had called by then stays called; the call that waited may have been sent.`,
});

const neverSent = (message: string): ExecutionError => ({ kind: 'interrupted', message: `${message} The call that waited was not sent.` });

interface Ready {
  readonly paused: Paused;
  readonly bundle: OpenBundle;
}

/** Everything that can be found out before it is begun; an error says why it never will be. */
async function prepare(deps: Deps, { approval, org, execution, signal }: Work): Promise<Ready | ExecutionError> {
  signal.throwIfAborted();
  if (approval.paused === null) return interrupted('The process that carried it on has ended.');
  const paused = await openPart(deps, { part: 'paused', approvalId: approval.id, sealed: approval.paused });
  if (!paused) return neverSent('What was kept of the script cannot be opened any more.');
  const role = await roleOfActor(deps.db, org.id, paused.actor);
  if (!role) return neverSent(`${paused.actor.name}, who asked for it, has no access to this organization any more.`);
  try {
    const bundle = await openEarlierBundle(deps, { orgId: org.id, bundleId: execution.bundleId });
    return { paused: { ...paused, actor: { ...paused.actor, role: lesserRole(role, paused.actor.role) } }, bundle };
  } catch (error) {
    if (!(error instanceof AppError) || (error.code !== 'not_found' && error.code !== 'source_paused')) throw error;
    return neverSent(error.message);
  }
}

async function play(deps: Deps, work: Work, { paused, bundle }: Ready): Promise<void> {
  const { org, execution, approval, signal } = work;
  const ctx = systemCtx(deps, org, { name: 'worker', signal });
  const legMs = deps.clock.now().getTime();
  const timeoutMs = timeoutMsOf(bundle.manifest, deps.settings);
  const host = createCallHost({ deps, orgId: org.id, bundle, role: paused.actor.role, timeoutMs, before: execution });
  const started: StartedExecution = { ...finishedThing(org, execution), actor: paused.actor, bundle };
  const answer = await decidedAnswer(host, { paused, approval, signal, timeoutMs });
  const along = (tx: Parameters<typeof keepResult>[1], result: ExecutionAnswer) =>
    keepResult(deps, tx, { approvalId: approval.id, answer: result });
  const workedMs = (): number => (execution.durationMs ?? 0) + deps.clock.now().getTime() - legMs;
  const { name, argsJson, code, image, warnings } = paused;
  if (image === null) {
    await concludeCall(ctx, { execution: started, host, answer, durationMs: workedMs(), name, argsJson, along });
    return;
  }
  const script = await deps.scriptPreparer.prepare(code, { signal, owner: org.id });
  const end = await resumedWithRoom(deps, { image, answer, host, bundle, timeoutMs, signal });
  const toAgentPosition = script.ok ? script.toAgentPosition : (line: number, column: number) => ({ line, column });
  const durationMs = workedMs();
  await concludeScript(ctx, { execution: started, code, script: { toAgentPosition }, host, end, timeoutMs, durationMs, warnings, along });
}

interface Decided {
  readonly paused: Paused;
  readonly approval: StoredApproval;
  readonly signal: AbortSignal;
  readonly timeoutMs: number;
}

async function decidedAnswer(host: CallHost, { paused, approval, signal, timeoutMs }: Decided): Promise<CallAnswer> {
  const { name, argsJson } = paused;
  if (approval.state === 'approved') return host.callApproved(name, argsJson, AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]));
  const { operationId, id: approvalId } = approval;
  return host.refuse({
    kind: 'approval_rejected',
    message: `${operationId} was rejected by a person. Nothing was sent.`,
    operationId,
    approvalId,
  });
}

interface Resuming {
  readonly image: string;
  readonly answer: CallAnswer;
  readonly host: CallHost;
  readonly bundle: OpenBundle;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

/** The call was sent: a full queue is waited for, since the whole cannot be tried again. */
async function resumedWithRoom(deps: Deps, { image, answer, host, bundle, timeoutMs, signal }: Resuming): Promise<ScriptEnd> {
  const bytes = Buffer.from(image, 'base64');
  for (let tries = 1; ; tries += 1) {
    try {
      const limits = scriptLimits(bundle.manifest, timeoutMs);
      return await deps.sandbox.resume(bytes, answer, {
        limits,
        owner: bundle.source.orgId,
        call: (name, argsJson, callSignal) => host.call(name, argsJson, callSignal),
        signal,
      });
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== 'unavailable' || tries === TRIES_FOR_ROOM) throw error;
      await deps.clock.sleep(TRY_AGAIN_MS, signal);
    }
  }
}
