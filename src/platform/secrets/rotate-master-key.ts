// Replaces the master key: every data key is wrapped anew beside the old one, and in one last transaction all of them change places.
import { AppError } from '#kernel/errors';
import { seconds } from '#kernel/duration';
import type { Clock } from '#platform/clock';
import type { Db, Tx } from '#platform/db/connect';
import { inTransaction } from '#platform/db/transaction';
import { INSTANCE_SECRET_AAD, INSTANCE_SECRET_KEY } from './instance-secret.ts';
import { aadOf, checkValue, ensureCheckOf, isCheckOf } from './master-key.ts';
import { rewrapKey, unseal, withWrappedKey, WRAPPED_KEY } from './seal.ts';
import {
  beginRotation,
  countLive,
  countSecrets,
  dropRewrapped,
  endRotation,
  endRotationLock,
  findInstanceValue,
  findRotation,
  keepRewrapped,
  listSecretsAfter,
  lockKeyCheck,
  putRewrappedInForce,
  replaceInstanceValue,
  replaceKeyCheck,
  takeRotationLock,
  withoutStatementLimit,
} from './store.ts';
import type { OwnedSecret } from './store.ts';

export { ROTATION_SESSION } from './store.ts';

/** A worker that gave a sign of life since then may still run, even when a connection pooler hides its sessions. */
const WORKER_SILENCE_MS = seconds(20);
const BATCH = 200;
const MAX_NAMED = 5;

export interface Keys {
  /** The one in force, 32 bytes. */
  readonly from: Buffer;
  readonly to: Buffer;
}

export interface RotationOptions {
  readonly clock: Clock;
  /** Secrets that the key in force does not open stay as they are, lost as before, instead of stopping the rotation. */
  readonly skipUnreadable?: boolean | undefined;
  /** Told after each committed batch, how many secrets were prepared so far. */
  readonly onBatch?: ((prepared: number) => void | Promise<void>) | undefined;
}

export interface RotationResult {
  /** Secrets that open with the new key. */
  readonly secrets: number;
  readonly skipped: number;
  /** `resumed`: an interrupted rotation to the same key was brought to its end. `before`: it had ended already, nothing was done. */
  readonly outcome: 'rotated' | 'resumed' | 'before';
}

/*
 * A batch only fills the column `rewrapped`, which nothing reads but this file, so until the last transaction the former key
 * opens everything, and from its commit on the new key does. Being killed anywhere leaves one of these two states, and the
 * same call goes on from there. Secrets that are written meanwhile are found by the last transaction, which holds the row of
 * the key's check value: a writer that comes later sees that its key is no longer in force, and fails (store.ts, insertSecret).
 */
/** `db` must be of one's own, with the application name ROTATION_SESSION. Throws `conflict` with what to do; then nothing is in force but `from`. */
export async function rotateMasterKey(db: Db, keys: Keys, options: RotationOptions): Promise<RotationResult> {
  if (keys.from.equals(keys.to)) throw new AppError('conflict', 'The new master key is the one in force. Give another one.');
  return db.connection().execute(async (session) => {
    if (!(await takeRotationLock(session))) throw new AppError('conflict', 'Another rotation of the master key is under way.');
    try {
      return await rotate(session, keys, options);
    } finally {
      await endRotationLock(session);
    }
  });
}

async function rotate(session: Db, keys: Keys, options: RotationOptions): Promise<RotationResult> {
  const standing = await ensureCheckOf(session, keys.from);
  if (isCheckOf(keys.to, standing)) return { secrets: (await countSecrets(session)).all, skipped: 0, outcome: 'before' };
  if (!isCheckOf(keys.from, standing)) throw new AppError('conflict', NEITHER);
  await refuseWhileLive(session, options.clock);
  const isResumed = await begin(session, keys.to);
  const skipped = await prepareAll(session, keys, options);
  const secrets = await inTransaction(session, (tx) => putInForce(tx, keys, options));
  return { secrets, skipped, outcome: isResumed ? 'resumed' : 'rotated' };
}

const NEITHER = 'Neither the former nor the new master key is the one this database was sealed with; nothing was changed.';

/** A process with the former key would lose what it stores after the change, such as a token it has just renewed. */
async function refuseWhileLive(db: Db | Tx, clock: Clock): Promise<void> {
  const { sessions, workers } = await countLive(db, new Date(clock.now().getTime() - WORKER_SILENCE_MS));
  if (sessions + workers === 0) return;
  const seen = sessions > 0 ? `${sessions} of its database sessions are open` : 'a worker gave a sign of life in the last 20 seconds';
  throw new AppError('conflict', `This instance is running (${seen}). Stop all its processes, then rotate; nothing was changed.`);
}

/** Goes on with what is prepared for the same key; what is prepared for another one is of no use to anybody. */
async function begin(session: Db, to: Buffer): Promise<boolean> {
  const pending = await findRotation(session);
  if (pending !== undefined && isCheckOf(to, pending)) return true;
  await inTransaction(session, async (tx) => {
    await withoutStatementLimit(tx);
    await dropRewrapped(tx);
    await beginRotation(tx, checkValue(to));
  });
  return false;
}

/** Prepares and verifies every secret, a transaction a batch. Returns how many do not open. */
async function prepareAll(session: Db, keys: Keys, options: RotationOptions): Promise<number> {
  const unreadable: string[] = [];
  let prepared = 0;
  let afterId = '';
  for (;;) {
    const page = await inTransaction(session, (tx) => prepareAfter(tx, keys, afterId));
    unreadable.push(...page.unreadable);
    prepared += page.secrets - page.unreadable.length;
    await options.onBatch?.(prepared);
    if (page.lastId === undefined) break;
    afterId = page.lastId;
  }
  if (unreadable.length > 0 && options.skipUnreadable !== true) throw new AppError('conflict', unreadableMessage(unreadable));
  return unreadable.length;
}

interface Prepared {
  readonly secrets: number;
  readonly unreadable: readonly string[];
  /** Where to go on; undefined when this was the last page. */
  readonly lastId: string | undefined;
}

async function prepareAfter(tx: Tx, keys: Keys, afterId: string): Promise<Prepared> {
  const page = await listSecretsAfter(tx, afterId, { limit: BATCH, forUpdate: true });
  const unreadable: string[] = [];
  for (const secret of page) if (!(await prepare(tx, keys, secret))) unreadable.push(secret.id);
  return { secrets: page.length, unreadable, lastId: page.length < BATCH ? undefined : page.at(-1)?.id };
}

/** False when the key in force does not open it. A copy that is there already is opened like a new one, not believed. */
async function prepare(tx: Tx, { from, to }: Keys, { id, orgId, sealed, rewrapped }: OwnedSecret): Promise<boolean> {
  const aad = aadOf(orgId, id);
  const clear = unseal(from, aad, sealed);
  if (clear === undefined) return false;
  const opens = (wrapped: Buffer) => unseal(to, aad, withWrappedKey(sealed, wrapped)) === clear;
  if (rewrapped !== null && opens(rewrapped)) return true;
  const wrapped = rewrapKey(from, to, { aad, sealed });
  if (wrapped === undefined || !opens(wrapped)) throw new AppError('internal_error', `The secret ${id} could not be wrapped anew.`);
  await keepRewrapped(tx, id, wrapped);
  return true;
}

const unreadableMessage = (ids: readonly string[]): string =>
  `The master key in force does not open ${ids.length} of the stored secrets (${ids.slice(0, MAX_NAMED).join(', ')}${ids.length > MAX_NAMED ? ', …' : ''}). ` +
  'Nothing was changed. With --skip-unreadable they stay as they are, and must be entered again.';

/** The last batch, the exchange and the key's check value: all of it or none of it. */
async function putInForce(tx: Tx, keys: Keys, { clock, skipUnreadable = false }: RotationOptions): Promise<number> {
  await withoutStatementLimit(tx);
  if (!isCheckOf(keys.from, await lockKeyCheck(tx))) throw new AppError('conflict', NEITHER);
  await refuseWhileLive(tx, clock);
  for (const late of await listNotPrepared(tx)) {
    if (!(await prepare(tx, keys, late)) && !skipUnreadable) throw new AppError('conflict', unreadableMessage([late.id]));
  }
  const secrets = await putRewrappedInForce(tx, WRAPPED_KEY);
  await rewrapInstanceSecret(tx, keys);
  await replaceKeyCheck(tx, checkValue(keys.to));
  await endRotation(tx);
  return secrets;
}

async function listNotPrepared(tx: Tx): Promise<OwnedSecret[]> {
  const found: OwnedSecret[] = [];
  for (let afterId = ''; ;) {
    const page = await listSecretsAfter(tx, afterId, { limit: BATCH, notRewrapped: true });
    found.push(...page);
    if (page.length < BATCH) return found;
    afterId = page.at(-1)?.id ?? afterId;
  }
}

async function rewrapInstanceSecret(tx: Tx, { from, to }: Keys): Promise<void> {
  const standing = await findInstanceValue(tx, INSTANCE_SECRET_KEY);
  if (standing === undefined) return;
  const sealed = Buffer.from(standing, 'base64');
  const wrapped = rewrapKey(from, to, { aad: INSTANCE_SECRET_AAD, sealed });
  if (wrapped === undefined) throw new AppError('conflict', 'The master key in force does not open the secret of this instance.');
  await replaceInstanceValue(tx, INSTANCE_SECRET_KEY, withWrappedKey(sealed, wrapped).toString('base64'));
}
