// A call that waits for a person: a modern caller is answered `input_required` and comes back, any other waits, and may ask again.
import { seconds } from '#kernel/duration';
import { AppError } from '#kernel/errors';
import { resumeExecution } from '#modules/codemode';
import type { ExecutionAnswer } from '#modules/codemode';
import type { Ctx } from '#platform/ctx';
import { InputNeeded, ToolFailure } from '#platform/mcp/define-tool';
import type { ToolContext } from '#platform/mcp/define-tool';
import { refusedFields } from '#platform/mcp/hosted-errors';
import type { AgentWork } from './agent-work.ts';

/** How soon a decision is noticed. */
const LOOK_MS = seconds(1);
const MAX_STATE_CHARS = 1024;

interface Call {
  readonly ctx: Ctx;
  readonly work: AgentWork;
  readonly context: ToolContext;
}

/** The answer of `begin`, or of what began earlier: under the id that the caller brings, or under the state it brings back. */
export async function settled(
  call: Call,
  approvalId: string | undefined,
  begin: () => Promise<ExecutionAnswer>,
): Promise<ExecutionAnswer | ToolFailure | InputNeeded> {
  const earlier = approvalId ?? (await openState(call));
  const first = earlier === undefined ? await begin() : await awaited(call, earlier);
  const waitingFor = pendingIn(first);
  if (waitingFor === undefined || saidNo(call)) return shown(first);
  if (call.context.era === 'modern' && approvalId === undefined) return askedAgain(call, first, waitingFor);
  return shown(earlier === undefined ? await awaited(call, waitingFor) : first);
}

/** The person at the client does not want to be asked: the caller is told how things stand, and may ask again by the id. */
const saidNo = ({ context: { elicited } }: Call): boolean => elicited === 'decline' || elicited === 'cancel';

/** What a script answers with is an ordinary result; where it failed, the agent is to read why. */
const shown = (answer: ExecutionAnswer): ExecutionAnswer | ToolFailure =>
  answer.ok ? answer : new ToolFailure(JSON.stringify(answer), answer);

const pendingIn = ({ error }: ExecutionAnswer): string | undefined => (error?.kind === 'approval_pending' ? error.approvalId : undefined);

/** Looks until there is a decision and what came of it, or until callers lose patience. */
async function awaited(call: Call, approvalId: string): Promise<ExecutionAnswer> {
  const { ctx, context } = call;
  const { clock, settings } = ctx.deps;
  const until = clock.now().getTime() + (saidNo(call) ? 0 : seconds(settings.runWaitSeconds));
  await context.progress(0, 'Waiting for a person to approve the call.');
  for (;;) {
    const answer = await look(ctx, approvalId);
    if (pendingIn(answer) === undefined || clock.now().getTime() >= until) return answer;
    await clock.sleep(LOOK_MS, context.signal);
  }
}

async function look(ctx: Ctx, approvalId: string): Promise<ExecutionAnswer> {
  try {
    return await resumeExecution(ctx, { approvalId });
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'not_found') throw error;
    throw refusedFields([{ field: 'approvalId', message: 'is none that you were given here' }]);
  }
}

/** A modern caller may be asked: its person is shown where the decision is made, and the call is repeated with the state. */
async function askedAgain({ ctx, work, context }: Call, answer: ExecutionAnswer, approvalId: string): Promise<InputNeeded> {
  const { elicits } = context;
  const state = (await ctx.deps.vault.sealBrief(purposeOf(ctx, work), approvalId)).toString('base64url');
  const url = `${ctx.deps.settings.publicUrl}/o/${ctx.org.slug}/approvals/${approvalId}`;
  const message = `${answer.error?.message ?? 'A call waits for a person to approve it.'} It is approved or rejected at ${url}`;
  if (elicits.url) return new InputNeeded({ state, elicitation: { message, url } });
  // a person at the client is told, and cannot approve there: that takes a member of the organization
  return new InputNeeded(elicits.form ? { state, elicitation: { message: `${message}\nConfirm here when that is done.` } } : { state });
}

/** A state opens for the caller who was given it, at the endpoint that gave it. */
const purposeOf = ({ org, actor }: Ctx, { bundle }: AgentWork): string => `approval round ${org.id} ${bundle.source.id} ${actor.id}`;

async function openState({ ctx, work, context }: Call): Promise<string | undefined> {
  const { requestState: given } = context;
  if (given === undefined) return undefined;
  const sealed = given.length > MAX_STATE_CHARS ? undefined : Buffer.from(given, 'base64url');
  const approvalId = sealed && (await ctx.deps.vault.openBrief(purposeOf(ctx, work), sealed));
  if (approvalId === undefined)
    throw refusedFields([{ field: 'requestState', message: 'is none that this endpoint gave you, or is too old' }]);
  return approvalId;
}
