// The second factor: codes of an authenticator, each good once, and backup codes.
import { failed, ok } from '#kernel/outcome';
import type { Outcome } from '#kernel/outcome';
import type { Tx } from '../db/connect.ts';
import type { AuthDoor, ChallengeFailure, ConfirmedPassword } from './auth.ts';
import type { AuthParts } from './auth-parts.ts';
import { newScope, runInScope, signedInBriefly } from './call-scope.ts';
import type { Engine } from './engine.ts';
import { cookieHeader, refusalCode } from './library-answer.ts';
import { isSpent, spend } from './store.ts';

type TwoFactorCalls = Pick<AuthDoor, 'answerChallenge' | 'beginTwoFactor' | 'confirmTwoFactor' | 'newBackupCodes' | 'disableTwoFactor'>;

/** No code has letters, so this one is wrong for certain, and counted as any wrong one. */
const NEVER_RIGHT = 'spent';

export function twoFactorCalls({ engine, sign }: AuthParts): TwoFactorCalls {
  const codeId = async (userId: string, code: string) => `spent-${await sign('spent-code', `${userId}\0${code}`)}`;

  /** One call as this person; a refusal comes back as its code. */
  const asPerson = async <T>(
    tx: Tx,
    { userId, confirmed }: { userId: string; confirmed?: ConfirmedPassword },
    call: (api: Engine['api'], headers: Headers) => Promise<T>,
  ): Promise<Outcome<T, string>> => {
    const { api } = await engine();
    const scope = newScope(tx, { confirmed });
    const headers = new Headers({ authorization: `Bearer ${signedInBriefly(scope, userId)}` });
    try {
      return ok(await runInScope(scope, () => call(api, headers)));
    } catch (error) {
      return failed(refusalCode(error));
    }
  };

  return {
    answerChallenge: async (tx, { challenge, ...factor }) => {
      const { api, $context } = await engine();
      const context = await $context;
      const headers = cookieHeader(context.createAuthCookie('two_factor').name, challenge);
      return runInScope(newScope(tx), async () => {
        const userId = await challenged(context, challenge);
        if (userId === undefined) return failed({ reason: 'over' });
        const spentId = 'code' in factor ? await codeId(userId, factor.code) : undefined;
        try {
          if (spentId === undefined)
            await api.verifyBackupCode({ headers, body: { code: 'backupCode' in factor ? factor.backupCode : '' } });
          else await api.verifyTOTP({ headers, body: { code: (await isSpent(tx, spentId)) ? NEVER_RIGHT : codeOf(factor) } });
        } catch (error) {
          return failed({ reason: reasonOf(refusalCode(error)), userId });
        }
        // of two at the same moment with one code, one gets in
        if (spentId !== undefined && !(await spend(tx, spentId))) return failed({ reason: 'wrong', userId });
        return ok({ userId });
      });
    },
    beginTwoFactor: async (tx, { userId, password: confirmed }) => {
      const begun = await asPerson(tx, { userId, confirmed }, (api, headers) =>
        api.enableTwoFactor({ headers, body: { password: confirmed.text, method: 'totp' } }),
      );
      if (!begun.ok) return failed(begun.error === 'TOTP_ALREADY_ENABLED' ? 'on_already' : wrongOrThrow(begun.error));
      if (begun.value.method !== 'totp') throw new Error('the library began another second factor');
      const { totpURI: uri, backupCodes } = begun.value;
      return ok({ secret: new URL(uri).searchParams.get('secret') ?? '', uri, backupCodes });
    },
    confirmTwoFactor: async (tx, { userId, code }) => {
      const confirmed = await asPerson(tx, { userId }, (api, headers) => api.verifyTOTP({ headers, body: { code } }));
      if (!confirmed.ok) return failed(confirmed.error === 'TOTP_NOT_ENABLED' ? 'not_begun' : wrongOrThrow(confirmed.error));
      await spend(tx, await codeId(userId, code));
      return ok(undefined);
    },
    newBackupCodes: async (tx, { userId, password: confirmed }) => {
      const made = await asPerson(tx, { userId, confirmed }, (api, headers) =>
        api.generateBackupCodes({ headers, body: { password: confirmed.text } }),
      );
      if (made.ok) return ok(made.value.backupCodes);
      return failed(made.error === 'TWO_FACTOR_NOT_ENABLED' ? 'off' : wrongOrThrow(made.error));
    },
    disableTwoFactor: async (tx, { userId, password: confirmed }) => {
      const done = await asPerson(tx, { userId, confirmed }, (api, headers) =>
        api.disableTwoFactor({ headers, body: { password: confirmed.text } }),
      );
      return done.ok ? ok(undefined) : failed(wrongOrThrow(done.error));
    },
  };
}

const codeOf = (factor: object): string => ('code' in factor ? String(factor.code) : '');

function wrongOrThrow(code: string): 'wrong' {
  if (code === 'INVALID_PASSWORD' || code === 'INVALID_CODE' || code === 'VALIDATION_ERROR') return 'wrong';
  throw new Error(`the library refused: ${code}`);
}

function reasonOf(code: string): ChallengeFailure['reason'] {
  if (code === 'INVALID_CODE' || code === 'INVALID_BACKUP_CODE' || code === 'VALIDATION_ERROR') return 'wrong';
  return code === 'ACCOUNT_TEMPORARILY_LOCKED' ? 'locked' : 'over';
}

/** Whose challenge it is. The signature of the cookie is the library's to check; a made-up one leads to nobody. */
async function challenged(context: Awaited<Engine['$context']>, challenge: string): Promise<string | undefined> {
  const [identifier = ''] = decoded(challenge).split('.');
  const row = /^2fa-[\w-]{1,64}$/.test(identifier) ? await context.internalAdapter.findVerificationValue(identifier) : null;
  return row !== null && row.expiresAt > new Date() ? row.value : undefined;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return '';
  }
}
