// Tries whether a master key opens everything that is stored under it. Reads only; nothing clear leaves this file.
import type { Db } from '#platform/db/connect';
import { INSTANCE_SECRET_AAD, INSTANCE_SECRET_KEY } from './instance-secret.ts';
import { aadOf, isCheckOf } from './master-key.ts';
import { unseal } from './seal.ts';
import { countSecrets, findInstanceValue, findKeyCheck, findRotation, listSecretsAfter } from './store.ts';

const BATCH = 500;

export interface SecretsCheck {
  /** `unsealed`: a database that no process was started on. */
  readonly key: 'in force' | 'another' | 'unsealed';
  readonly secrets: number;
  /** Ids, sorted. Everything when the key is another one. */
  readonly unreadable: readonly string[];
  readonly isInstanceSecretReadable: boolean;
  /** A rotation that was begun and did not end: how many secrets are prepared. */
  readonly rotation: { readonly prepared: number } | undefined;
}

export async function checkSecrets(db: Db, masterKey: Buffer): Promise<SecretsCheck> {
  const standing = await findKeyCheck(db);
  const unreadable: string[] = [];
  let secrets = 0;
  for (let afterId = ''; ;) {
    const page = await listSecretsAfter(db, afterId, { limit: BATCH });
    secrets += page.length;
    unreadable.push(
      ...page.filter(({ id, orgId, sealed }) => unseal(masterKey, aadOf(orgId, id), sealed) === undefined).map(({ id }) => id),
    );
    if (page.length < BATCH) break;
    afterId = page.at(-1)?.id ?? afterId;
  }
  const own = await findInstanceValue(db, INSTANCE_SECRET_KEY);
  const pending = await findRotation(db);
  return {
    key: standing === undefined ? 'unsealed' : isCheckOf(masterKey, standing) ? 'in force' : 'another',
    secrets,
    unreadable,
    isInstanceSecretReadable: own === undefined || unseal(masterKey, INSTANCE_SECRET_AAD, Buffer.from(own, 'base64')) !== undefined,
    rotation: pending === undefined ? undefined : { prepared: (await countSecrets(db)).rewrapped },
  };
}
