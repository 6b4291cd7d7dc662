// A script stopped inside a call that a person must approve: what it was is kept, and people are told.
import { newId } from '#kernel/ids';
import { record } from '#modules/access';
import type { Ctx } from '#platform/ctx';
import type { Db, Tx } from '#platform/db/connect';
import { inTransaction } from '#platform/db/transaction';
import { redactorOf } from '#platform/secrets/kept-redactor';
import type { ExaminedCall } from '../calls/examine-call.ts';
import type { ExecutionError } from '../executions/answer.ts';
import type { StoredCall, Tag } from '../executions/execution.ts';
import type { StartedExecution } from '../executions/started.ts';
import { markWaiting } from '../executions/store.ts';
import { APPROVAL_MS } from './approval.ts';
import type { PendingRequest } from './approval.ts';
import { sealPart } from './sealed.ts';
import type { Paused } from './sealed.ts';
import { countPending, insertApproval } from './store.ts';

/** Of one organization at a time, and of one caller, so that none can keep the others from asking. */
const MAX_PENDING = 200;
const MAX_OWN = 50;
/** A paused machine is some 100 KB; a script that holds more than this is not kept. */
const MAX_PAUSED_BYTES = 8 * 1024 * 1024;

export interface Pause {
  readonly execution: StartedExecution;
  readonly call: ExaminedCall;
  readonly paused: Omit<Paused, 'actor'>;
  readonly durationMs: number;
  readonly calls: readonly StoredCall[];
  readonly tags: readonly Tag[];
  /** What else belongs into the transaction. */
  readonly along?: ((tx: Tx, error: ExecutionError) => Promise<void>) | undefined;
}

/** Answers why the script has no result yet; or why it never will, when it could not be kept. */
export async function openApproval(ctx: Ctx, pause: Pause): Promise<ExecutionError> {
  const { deps } = ctx;
  const { execution, call, paused } = pause;
  const { operationId } = call.operation;
  const refusal = await whyNot(deps.db, execution, paused);
  if (refusal !== undefined)
    return { kind: 'approval_unsupported', message: `${operationId} needs a person's approval: ${refusal}`, operationId };
  const createdAt = deps.clock.now();
  const approvalId = newId('appr', createdAt.getTime());
  const expiresAt = new Date(createdAt.getTime() + APPROVAL_MS);
  const { actor, org, bundle } = execution;
  const content = { ...paused, actor };
  const error = pendingError({ approvalId, operationId, expiresAt: expiresAt.toISOString() });
  const [request, sealed] = await Promise.all([
    sealPart(deps, { part: 'request', approvalId, content: await shownRequest(ctx, call) }),
    sealPart(deps, { part: 'paused', approvalId, content }),
  ]);
  await inTransaction(deps.db, async (tx) => {
    const { type, id, name } = actor;
    await markWaiting(tx, org.id, { id: execution.id, durationMs: pause.durationMs, calls: pause.calls, tags: pause.tags });
    await insertApproval(tx, {
      id: approvalId,
      orgId: org.id,
      sourceId: bundle.source.id,
      executionId: execution.id,
      operationId,
      request,
      paused: sealed,
      askedBy: { type, id, name },
      createdAt,
      expiresAt,
    });
    await pause.along?.(tx, error);
    await record(tx, ctx, {
      action: 'approval.request',
      objectType: 'approval',
      objectId: approvalId,
      after: { state: 'pending', sourceId: bundle.source.id, environment: bundle.environment, operationId, executionId: execution.id },
    });
    await deps.outbox.emit(tx, org.id, 'approval.requested', { approvalId, sourceId: bundle.source.id });
  });
  return error;
}

export const pendingError = (approval: {
  readonly approvalId: string;
  readonly operationId: string;
  readonly expiresAt: string;
}): ExecutionError => ({
  kind: 'approval_pending',
  message: `${approval.operationId} waits for a person's approval until ${approval.expiresAt}. Ask again with the id ${approval.approvalId}; do not run the script again, that would ask a second time.`,
  operationId: approval.operationId,
  approvalId: approval.approvalId,
});

async function whyNot(db: Db, { org, actor }: StartedExecution, { image }: Pick<Paused, 'image'>): Promise<string | undefined> {
  if (image !== null && Buffer.byteLength(image) > MAX_PAUSED_BYTES)
    return 'the script holds too much to be kept while it waits. Call it before collecting large results.';
  const { all, own } = await countPending(db, org.id, actor.id);
  if (own >= MAX_OWN) return `${MAX_OWN} calls of yours wait for one already. Wait until they are decided.`;
  return all >= MAX_PENDING ? `${MAX_PENDING} calls wait for one already. Wait until some are decided.` : undefined;
}

/** What a person looks at: exactly what goes out, but for the credential and other secrets. */
async function shownRequest({ deps, org }: Ctx, { request, args }: ExaminedCall): Promise<PendingRequest> {
  const { method, url, headers, body } = request;
  // whoever approves must see all of it: bodies in base64 too, which are left out where things are stored for good
  const redactor = await redactorOf(deps.vault, org.id, { keepsBodies: true });
  return { method, ...redactor.redact({ url, headers, arguments: args }), body: body === null ? null : redactor.redactText(body) };
}
