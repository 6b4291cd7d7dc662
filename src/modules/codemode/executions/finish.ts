// The end of an execution: its record, and the event analytics are made of. Both hold what happened, never with what (spec 07 §8).
import { CODE_MODE, recordEvent } from '#modules/analytics';
import type { Deps } from '#platform/ctx';
import type { Tx } from '#platform/db/connect';
import { inTransaction } from '#platform/db/transaction';
import { redactorOf } from '#platform/secrets/kept-redactor';
import type { ErrorKind } from './answer.ts';
import type { Caller, StoredCall, Tag } from './execution.ts';
import type { StartedExecution } from './started.ts';
import { finishExecution } from './store.ts';

export interface Finish {
  readonly errorKind: ErrorKind | null;
  /** Milliseconds of work, without waiting for a person. */
  readonly durationMs: number;
  readonly calls: readonly StoredCall[];
  readonly tags: readonly Tag[];
  /** Of search_sdk. */
  readonly search?: { readonly query: string; readonly matches: number } | undefined;
}

type Doors = Pick<Deps, 'db' | 'clock' | 'log' | 'vault'>;

export interface Finishing {
  readonly done: Finish;
  /** What else belongs into one transaction with the record. */
  readonly along?: ((tx: Tx) => Promise<void>) | undefined;
  /** The transaction it all belongs to, where there is one already. */
  readonly tx?: Tx | undefined;
}

/** What a record needs of an execution: not its open bundle, which may be gone by then. */
export interface FinishedThing extends Omit<StartedExecution, 'bundle' | 'actor'> {
  readonly bundle: { readonly bundleId: string; readonly environment: string; readonly source: { readonly id: string } };
  readonly actor: Caller;
}

export async function finish(deps: Doors, execution: FinishedThing, { done, along, tx: outer }: Finishing): Promise<void> {
  const { id, org } = execution;
  const ok = done.errorKind === null;
  const { tags, query } = await redacted(deps, org.id, { tags: done.tags, query: done.search?.query ?? null });
  const finished = {
    id,
    ok,
    errorKind: done.errorKind,
    finishedAt: deps.clock.now().toISOString(),
    durationMs: done.durationMs,
    query,
    matches: done.search?.matches ?? null,
    calls: done.calls,
    tags,
  };
  const isFirst = await (along || outer
    ? inTransaction(outer ?? deps.db, async (tx) => {
        await along?.(tx);
        return finishExecution(tx, org.id, finished);
      })
    : finishExecution(deps.db, org.id, finished));
  if (isFirst) tell(deps, execution, done);
}

/** What telemetry may hold of a stranger's words: tags that were declared, and what was searched for. */
async function redacted<T extends { readonly tags: readonly Tag[]; readonly query: string | null }>(
  deps: Doors,
  orgId: string,
  texts: T,
): Promise<T> {
  return texts.tags.length === 0 && texts.query === null ? texts : (await redactorOf(deps.vault, orgId)).redact(texts);
}

function tell(deps: Doors, { id, org, bundle, tool, session, actor, startedAt, header }: FinishedThing, done: Finish): void {
  recordEvent(deps, {
    orgId: org.id,
    source: CODE_MODE,
    actorId: actor.id,
    sessionKey: session,
    toolName: tool,
    startedAt,
    durationMs: done.durationMs,
    ok: done.errorKind === null,
    error: done.errorKind,
    userIntent: header.intent,
    agentThinking: header.context,
    userFrustration: header.frustration,
    facts: {
      mcp_server_id: bundle.source.id,
      exec_id: id,
      bundle_id: bundle.bundleId,
      environment: bundle.environment,
      calls: done.calls.map(({ operationId, status, durationMs }) => ({ operation_id: operationId, status, duration_ms: durationMs })),
      tags: done.tags,
      ...(done.search ? { search: done.search } : {}),
    },
  });
}
