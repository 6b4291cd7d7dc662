// `armature accounts reset`: the operator's way back into an account, straight on the database of this machine.
import type { Config } from '#config/config';
import { createResetLink } from '#modules/access';
import { AppError } from '#kernel/errors';
import { failed, ok } from '#kernel/outcome';
import type { Outcome } from '#kernel/outcome';
import { createAuthDoor } from '#platform/auth/door';
import { systemClock } from '#platform/clock';
import { createLog } from '#platform/log';
import { deriveKey, instanceSecret } from '#platform/secrets/instance-secret';
import { checkMasterKey } from '#platform/secrets/master-key';
import { currentKey } from './rotate-secrets.ts';
import type { AccountReset, ResetOptions } from './surfaces/cli/operator.ts';
import { withDatabase } from './with-database.ts';

/** Fails with what is wrong with the address; throws, with a message for the operator, when it cannot be done at all. */
export async function resetAccount(config: Config, options: ResetOptions): Promise<Outcome<AccountReset, string>> {
  const masterKey = await currentKey(config);
  return withDatabase(config, {}, async (db) => {
    const key = await checkMasterKey(db, masterKey);
    if (!key.ok) throw new Error(key.error);
    const { settings } = config;
    const auth = createAuthDoor({
      db,
      secret: async () => deriveKey(await instanceSecret(db, masterKey), 'auth'),
      publicUrl: settings.publicUrl,
      mustVerifyEmail: config.smtp !== undefined,
      clients: {},
      fetch: () => Promise.reject(new Error('this command asks no provider')),
      log: createLog({ level: 'warn', format: 'text' }),
    });
    try {
      return ok(await createResetLink({ db, auth, clock: systemClock, settings }, options));
    } catch (error) {
      if (error instanceof AppError && error.code === 'validation_failed') return failed(error.message);
      throw error;
    }
  });
}
