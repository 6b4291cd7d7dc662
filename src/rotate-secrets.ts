// `armature secrets rotate` and `armature secrets check`: the master key of this instance, replaced and tried, straight on its database.
import { existsSync } from 'node:fs';
import type { Config } from '#config/config';
import { isMasterKey } from '#config/config';
import { ensureNextKey, findNextKey, keyFileOf, nextKeyFileOf, promoteNextKey } from '#config/key-file';
import { loadMasterKey } from '#config/secrets';
import { systemClock } from '#platform/clock';
import type { Db } from '#platform/db/connect';
import { checkSecrets } from '#platform/secrets/check-secrets';
import { rotateMasterKey, ROTATION_SESSION } from '#platform/secrets/rotate-master-key';
import { inDataDir } from './open-database.ts';
import type { RotateOptions, RotateReport, SecretsReport } from './surfaces/cli/operator.ts';
import { withDatabase } from './with-database.ts';

/** Throws with a message for the operator. A call that was interrupted is finished by the same call. */
export async function rotateSecrets(config: Config, options: RotateOptions): Promise<RotateReport> {
  const from = await currentKey(config);
  const to = await newKeyOf(config, options);
  const result = await withDatabase(config, { applicationName: ROTATION_SESSION }, async (db) => {
    const turned = await rotateMasterKey(db, { from, to }, { clock: systemClock, skipUnreadable: options.skipUnreadable });
    const after = await checkSecrets(db, to);
    return { ...turned, unreadable: after.unreadable.length - turned.skipped };
  });
  const backup = options.newKey === undefined ? await inDataDir(config.dataDir, () => promoteNextKey(config.dataDir)) : null;
  return {
    ...result,
    keyFile: backup === null ? null : keyFileOf(config.dataDir),
    backup,
    staleKeyFile: backup === null && config.secretKey === undefined ? keyFileOf(config.dataDir) : null,
  };
}

/** What the key of this configuration opens, and, when that is not everything, which other key at hand does. */
export async function checkStoredSecrets(config: Config): Promise<SecretsReport> {
  const key = await currentKey(config);
  return withDatabase(config, { applicationName: ROTATION_SESSION }, async (db) => {
    const check = await checkSecrets(db, key);
    return {
      key: check.key,
      secrets: check.secrets,
      unreadable: check.unreadable,
      isInstanceSecretReadable: check.isInstanceSecretReadable,
      preparedByRotation: check.rotation?.prepared ?? null,
      nextKeyFile: check.key === 'another' && (await isNextInForce(db, config)) ? nextKeyFileOf(config.dataDir) : null,
    };
  });
}

async function isNextInForce(db: Db, { dataDir, secretKey }: Config): Promise<boolean> {
  if (secretKey !== undefined) return false;
  const next = findNextKey(dataDir);
  return next !== undefined && (await checkSecrets(db, next)).key === 'in force';
}

/** Unlike a start, this makes none: an empty folder here is the wrong folder. */
export async function currentKey(config: Config): Promise<Buffer> {
  if (config.secretKey === undefined && !existsSync(keyFileOf(config.dataDir)))
    throw new Error(
      `There is no key file ${keyFileOf(config.dataDir)}, and ARMATURE_SECRET_KEY is not set. Is ARMATURE_DATA_DIR the right one?`,
    );
  return inDataDir(config.dataDir, () => loadMasterKey(config));
}

async function newKeyOf(config: Config, { newKey }: RotateOptions): Promise<Buffer> {
  if (newKey !== undefined) {
    if (isMasterKey(newKey)) return Buffer.from(newKey, 'base64');
    throw new Error('ARMATURE_NEW_SECRET_KEY: must be 32 bytes in base64; `openssl rand -base64 32` makes one.');
  }
  if (config.secretKey === undefined) return inDataDir(config.dataDir, () => ensureNextKey(config.dataDir));
  throw new Error(
    '--generate writes the key file, but ARMATURE_SECRET_KEY is set and wins over it. Give the new key as ARMATURE_NEW_SECRET_KEY instead; `openssl rand -base64 32` makes one.',
  );
}
