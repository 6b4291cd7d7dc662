// The vault over our database: seals on the way in, opens on the way out, and knows what must be redacted.
import { createHmac } from 'node:crypto';
import { AppError } from '#kernel/errors';
import { newId } from '#kernel/ids';
import type { Clock } from '#platform/clock';
import type { Db, Tx } from '#platform/db/connect';
import { deriveKey, instanceSecret } from './instance-secret.ts';
import { aadOf, isCheckOf, MASTER_KEY_BYTES } from './master-key.ts';
import { seal, unseal } from './seal.ts';
import { deleteSecret, findKeyCheck, findSealed, insertSecret, listSealed } from './store.ts';
import type { Vault } from './vault.ts';

const CACHE_MS = 5_000;
/** As long as a token usually lives: a server may still give back the one that was replaced. */
const SEEN_MS = 3_600_000;
const MAX_SEEN = 500;
/** More secrets than this in one organization and the oldest are no longer redacted by value, only by shape. */
const MAX_VALUES = 2_000;
const MAX_CACHED_ORGS = 1_000;

export interface VaultOptions {
  /** 32 bytes. */
  readonly masterKey: Buffer;
  readonly db: Db;
  readonly clock: Clock;
}

/** A value seen in this process: perhaps not committed, newer than the cached list, or gone since. */
interface Seen {
  readonly value: string;
  readonly until: number;
}
interface Cached {
  readonly values: Promise<readonly string[]>;
  readonly until: number;
}

export function createVault({ masterKey, db, clock }: VaultOptions): Vault {
  if (masterKey.length !== MASTER_KEY_BYTES) throw new AppError('internal_error', 'The master key must have 32 bytes.');
  const cache = new Map<string, Cached>();
  const seen = new Map<string, Seen[]>();
  const nowMs = () => clock.now().getTime();
  const fresh = (orgId: string): Seen[] => (seen.get(orgId) ?? []).filter(({ until }) => until > nowMs());
  const remember = (orgId: string, value: string) => {
    const others = fresh(orgId).filter((one) => one.value !== value);
    bounded(seen).set(orgId, [...others.slice(1 - MAX_SEEN), { value, until: nowMs() + SEEN_MS }]);
  };
  const loaded = (orgId: string): Promise<readonly string[]> => {
    const hit = cache.get(orgId);
    if (hit && hit.until > nowMs()) return hit.values;
    const values = loadValues(db, masterKey, orgId);
    bounded(cache).set(orgId, { values, until: nowMs() + CACHE_MS });
    // A failed read must not be remembered as the answer; the caller awaiting it sees the error.
    values.catch(() => cache.delete(orgId));
    return values;
  };
  const briefKey = keptKey(async () => deriveKey(await instanceSecret(db, masterKey), 'brief'));
  const fingerprintKey = keptKey(async () => deriveKey(await instanceSecret(db, masterKey), 'fingerprint'));
  return {
    put: async (tx, orgId, clear) => {
      const id = newId('sec', nowMs());
      const keyCheck = await findKeyCheck(tx);
      const isCurrent = keyCheck === undefined || isCheckOf(masterKey, keyCheck);
      // Sealed with a key that is no longer in force, nobody could open it again.
      if (!isCurrent || !(await insertSecret(tx, orgId, { id, sealed: seal(masterKey, aadOf(orgId, id), clear), keyCheck })))
        throw new AppError('internal_error', KEY_REPLACED);
      remember(orgId, clear);
      return id;
    },
    open: async (reader, orgId, secretId) => {
      const sealed = await findSealed(reader, orgId, secretId);
      const clear = sealed && unseal(masterKey, aadOf(orgId, secretId), sealed);
      if (clear === undefined) throw new AppError('internal_error', await whyNotOpened(reader, masterKey));
      remember(orgId, clear);
      return clear;
    },
    remove: (tx, orgId, secretId) => deleteSecret(tx, orgId, secretId),
    valuesOf: async (orgId) => [...new Set([...(await loaded(orgId)), ...fresh(orgId).map(({ value }) => value)])],
    alsoRedact: remember,
    sealBrief: async (purpose, clear) => seal(await briefKey(), purpose, clear),
    openBrief: async (purpose, sealed) => unseal(await briefKey(), purpose, sealed),
    fingerprint: async (purpose, clear) => fingerprintOf(await fingerprintKey(), purpose, clear),
  };
}

/** 192 bits; no purpose with NUL in it, so that no two pairs are one text. */
const fingerprintOf = (key: Buffer, purpose: string, clear: string): string =>
  createHmac('sha256', key).update(`${purpose}\0${clear}`).digest('base64url').slice(0, 32);

const KEY_REPLACED = 'The master key of this instance was replaced. Start this process again with the new one.';

async function whyNotOpened(db: Db | Tx, masterKey: Buffer): Promise<string> {
  const keyCheck = await findKeyCheck(db);
  if (keyCheck !== undefined && !isCheckOf(masterKey, keyCheck)) return KEY_REPLACED;
  return 'A stored secret is gone or cannot be opened; enter it again.';
}

/** Derived once; a failed attempt is not remembered. */
function keptKey(derive: () => Promise<Buffer>): () => Promise<Buffer> {
  let kept: Promise<Buffer> | undefined;
  return () => {
    kept ??= derive().catch((error: unknown) => {
      kept = undefined;
      throw error;
    });
    return kept;
  };
}

/** One that does not open was not sent anywhere by us either, so it is left out instead of stopping everything. */
async function loadValues(db: Db, masterKey: Buffer, orgId: string): Promise<readonly string[]> {
  const rows = await listSealed(db, orgId, MAX_VALUES);
  return rows.map(({ id, sealed }) => unseal(masterKey, aadOf(orgId, id), sealed)).filter((value) => value !== undefined);
}

function bounded<V>(map: Map<string, V>): Map<string, V> {
  const oldest = map.size >= MAX_CACHED_ORGS ? map.keys().next().value : undefined;
  if (oldest !== undefined) map.delete(oldest);
  return map;
}
