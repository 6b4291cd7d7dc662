// The one transaction of a plan and of an apply. A plan does everything an apply does, and then keeps nothing of it.
import { AppError } from '#kernel/errors';
import type { FieldError } from '#kernel/errors';
import { seconds } from '#kernel/duration';
import type { Ctx } from '#platform/ctx';
import type { Tx } from '#platform/db/connect';
import { inTransaction } from '#platform/db/transaction';
import type { Probe } from '#platform/mcp/mcp';
import type { ConfigChange } from './change.ts';
import { bookOf, loadLive } from './live.ts';
import type { Live } from './live.ts';
import { KEY_KINDS } from './keys.ts';
import { planHash } from './plan-hash.ts';
import { missingObjects, prune, pruneProfiles } from './prune.ts';
import type { ReadDocument } from './read-document.ts';
import { reconcile } from './reconcile.ts';
import type { SecretValues } from './secret-values.ts';
import { deleteKeys, isLockedOut, lockConfig } from './store.ts';
import { takeTurn } from './take-turn.ts';
import type { Work } from './work.ts';

export interface Order {
  readonly document: unknown;
  readonly read: ReadDocument;
  readonly prune: boolean;
  readonly secrets: SecretValues;
  readonly probes: ReadonlyMap<string, Probe>;
}

export interface CarriedOut {
  readonly planHash: string;
  readonly changes: readonly ConfigChange[];
  readonly fieldErrors: readonly FieldError[];
}

/** For each lock; others who change the same objects take far less. */
const LOCK_WAIT_MS = seconds(20);

/**
 * Of the whole transaction. Runs, checks and people wait for the rows it holds, and a statement waits for a minute at most: so
 * they are late and do not fail, even when somebody who may only plan sends the largest document.
 */
const LONGEST_MS = seconds(45);

/** `decide` ends the transaction: what it throws undoes all of it. */
export const carryOut = <T>(ctx: Ctx, order: Order, decide: (done: CarriedOut, tx: Tx) => Promise<T>): Promise<T> =>
  takeTurn(ctx, () => transact(ctx, order, decide));

async function transact<T>(ctx: Ctx, order: Order, decide: (done: CarriedOut, tx: Tx) => Promise<T>): Promise<T> {
  try {
    return await inTransaction(ctx.deps.db, async (tx) => {
      await lockConfig(tx, ctx.org.id, { waitMs: LOCK_WAIT_MS });
      return decide(await carryOutIn(tx, { ...ctx, deps: { ...ctx.deps, db: tx } }, order), tx);
    });
  } catch (error) {
    if (isLockedOut(error))
      throw new AppError('unavailable', 'Somebody else is changing the same objects. Nothing was changed; try again.');
    throw error;
  }
}

async function carryOutIn(tx: Tx, ctx: Ctx, { document, read, prune: isPruning, secrets, probes }: Order): Promise<CarriedOut> {
  const live = await loadLive(ctx);
  const [book, bookBefore] = [bookOf(live), bookOf(live)];
  const [broken, undecided] = [new Set(read.broken), new Set<string>()];
  const work: Work = { tx, ctx, live, book, bookBefore, secrets, probes, broken, undecided, goOn: untilLate(ctx) };
  const hash = planHash({ document, prune: isPruning, live, book: bookBefore });
  await forgetGone(tx, ctx.org.id, live);
  const done = await reconcile(work, read.entries);
  const changes = [...done.changes];
  const listed = new Set([...read.entries.map(({ kind, entry }) => `${kind} ${entry.key}`), ...read.broken]);
  const missing = missingObjects(work, listed);
  if (!isPruning) {
    const stays = missing.map(({ kind, key, name, id }) => ({ kind, key, name, op: 'none', id, diff: [], warnings: [STAYS] }) as const);
    return { planHash: hash, changes: [...changes, ...stays], fieldErrors: [...read.errors, ...done.errors] };
  }
  const pruned = await prune(work, missing);
  const profileErrors = await pruneProfiles(work, read.entries, changes);
  return {
    planHash: hash,
    changes: [...changes, ...pruned.changes],
    fieldErrors: [...read.errors, ...done.errors, ...pruned.errors, ...profileErrors],
  };
}

/** Throws when the caller has left, or the transaction has taken too long. */
function untilLate({ deps: { clock }, signal }: Ctx): () => void {
  const endMs = clock.now().getTime() + LONGEST_MS;
  return () => {
    signal.throwIfAborted();
    if (clock.now().getTime() < endMs) return;
    throw new AppError(
      'unavailable',
      'The document takes too long to be carried out at once. Nothing was changed; try again, or in parts.',
    );
  };
}

const STAYS = 'It is not in the document any more. It stays, because nothing is pruned';

/** Keys of objects that are gone. */
async function forgetGone(tx: Tx, orgId: string, { servers, workflows, monitors, rules, keyRows }: Live): Promise<void> {
  const live = new Set([
    ...servers.flatMap(({ server, profiles }) => [server.id, ...profiles.map(({ id }) => id)]),
    ...[...workflows, ...monitors, ...rules].map(({ id }) => id),
  ]);
  const gone = keyRows.filter(({ objectId }) => !live.has(objectId));
  for (const kind of KEY_KINDS)
    await deleteKeys(tx, orgId, { kind, objectIds: gone.filter((row) => row.kind === kind).map(({ objectId }) => objectId) });
}
