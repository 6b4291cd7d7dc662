// The library, set up: our tables and ids, our hashes, our providers, nothing of its own exposed or stored that we do not want.
import { randomUUID } from 'node:crypto';
import { betterAuth } from 'better-auth';
import type { BetterAuthOptions } from 'better-auth';
import { APIError, createEmailVerificationToken } from 'better-auth/api';
import { bearer, twoFactor } from 'better-auth/plugins';
import { hours, minutes, MS_PER_SECOND } from '#kernel/duration';
import { newId } from '#kernel/ids';
import type { Log } from '../log.ts';
import type { Tx } from '../db/connect.ts';
import { CHALLENGE_LIVES_MS, PROVIDER_BASE } from './auth.ts';
import { currentScope } from './call-scope.ts';
import { ownProviders } from './library-provider.ts';
import { hashPassword, verifyPassword } from './password-hash.ts';
import type { PasswordCost } from './password-hash.ts';
import type { Provider } from './providers.ts';
import { scopedAdapter } from './scoped-adapter.ts';

const RESET_LIVES_S = minutes(30) / MS_PER_SECOND;
const VERIFICATION_LIVES_S = hours(24) / MS_PER_SECOND;

export interface EngineOptions {
  readonly publicUrl: string;
  /** Signs cookies and links, and encrypts second factors. */
  readonly secret: Buffer;
  /** False where no mail can be sent. */
  readonly mustVerifyEmail: boolean;
  readonly providers: readonly Provider[];
  readonly passwordCost: PasswordCost;
  readonly log: Log;
}

export type Engine = ReturnType<typeof createEngine>;

export function createEngine({ publicUrl, secret, mustVerifyEmail, providers, passwordCost, log }: EngineOptions) {
  const auth = betterAuth({
    appName: 'Armature',
    baseURL: publicUrl,
    basePath: PROVIDER_BASE,
    // given as a list, the environment is not asked
    secrets: [{ version: 1, value: secret.toString('base64') }],
    database: (options: BetterAuthOptions) => scopedAdapter(options),
    ...TABLES,
    verification: { ...TABLES.verification, storeIdentifier: 'hashed', disableCleanup: true },
    account: { ...TABLES.account, updateAccountOnSignIn: false, accountLinking: { enabled: true, trustedProviders: [] } },
    emailAndPassword: {
      enabled: true,
      autoSignIn: false,
      requireEmailVerification: mustVerifyEmail,
      // what a password must be is decided before it comes here
      minPasswordLength: 1,
      maxPasswordLength: 1024,
      password: { hash: (password) => preparedOrHashed(password, passwordCost), verify: confirmedOrVerified },
      resetPasswordTokenExpiresIn: RESET_LIVES_S,
      sendResetPassword: async ({ token }) => void (currentScope().handedOut.resetToken = token),
      onPasswordReset: async ({ user }) => void (currentScope().handedOut.resetUserId = user.id),
      onExistingUserSignUp: async () => void (currentScope().handedOut.isTaken = true),
    },
    emailVerification: {
      expiresIn: VERIFICATION_LIVES_S,
      sendOnSignUp: false,
      sendOnSignIn: false,
      sendVerificationEmail: async ({ token }) => void (currentScope().handedOut.verificationToken = token),
      afterEmailVerification: async ({ id }) => void (currentScope().handedOut.verifiedUserId = id),
    },
    plugins: [
      bearer(),
      twoFactor({ schema: TWO_FACTOR_TABLES, twoFactorCookieMaxAge: CHALLENGE_LIVES_MS / MS_PER_SECOND }),
      ownProviders(providers, log),
    ],
    databaseHooks: {
      user: { create: { before: async (user) => mayJoin(user) } },
      account: { create: { before: async (account) => ({ data: { ...account, ...NO_TOKENS } }) } },
    },
    advanced: {
      cookiePrefix: 'armature',
      disableOriginCheck: false,
      database: { generateId: ({ model }) => (model === 'user' ? newId('usr') : randomUUID()), validateSchema: false },
    },
    rateLimit: { enabled: false },
    telemetry: { enabled: false },
    logger: { level: 'error', disableColors: true, log: (_level, message, ...rest) => log.warn({ error: rest.find(isError) }, message) },
  });
  return Object.assign(auth, {
    /** A signed statement, which is not stored. */
    verificationTokenFor: async (email: string) =>
      createEmailVerificationToken((await auth.$context).secret, email, undefined, VERIFICATION_LIVES_S),
  });
}

async function preparedOrHashed(password: string, cost: PasswordCost): Promise<string> {
  const { prepared } = currentScope();
  return prepared?.text === password ? prepared.hash : hashPassword(password, cost);
}

async function confirmedOrVerified({ hash, password }: { hash: string; password: string }): Promise<boolean> {
  const { confirmed } = currentScope();
  return (confirmed?.text === password && confirmed.confirmedHash === hash) || verifyPassword({ hash, password });
}

const isError = (value: unknown): value is Error => value instanceof Error;

const NO_TOKENS = {
  accessToken: null,
  refreshToken: null,
  idToken: null,
  accessTokenExpiresAt: null,
  refreshTokenExpiresAt: null,
  scope: null,
};

/** Asked for a person a provider brings; the others were judged before. */
async function mayJoin(user: { email: string; emailVerified: boolean }): Promise<void> {
  const { db, mayJoin: judge, handedOut } = currentScope();
  if (judge === undefined) return;
  if (!user.emailVerified) throw new APIError('FORBIDDEN', { code: 'email_unverified' });
  // people are made in a transaction, see the adapter
  const may = await judge(db as Tx, { email: user.email, carried: handedOut.carried ?? {} });
  if (!may) throw new APIError('FORBIDDEN', { code: 'sign_up_closed' });
}

const TIMES = { createdAt: 'created_at', updatedAt: 'updated_at' } as const;

const TABLES = {
  user: { modelName: 'users', fields: { ...TIMES, emailVerified: 'email_verified' } },
  account: {
    modelName: 'accounts',
    fields: {
      ...TIMES,
      userId: 'user_id',
      providerId: 'provider_id',
      accountId: 'account_id',
      accessToken: 'access_token',
      refreshToken: 'refresh_token',
      idToken: 'id_token',
      accessTokenExpiresAt: 'access_token_expires_at',
      refreshTokenExpiresAt: 'refresh_token_expires_at',
    },
  },
  verification: { modelName: 'verifications', fields: { ...TIMES, expiresAt: 'expires_at' } },
} as const;

const TWO_FACTOR_TABLES = {
  user: { fields: { twoFactorEnabled: 'two_factor_enabled' } },
  twoFactor: {
    modelName: 'two_factors',
    fields: {
      userId: 'user_id',
      backupCodes: 'backup_codes',
      failedVerificationCount: 'failed_verification_count',
      lockedUntil: 'locked_until',
    },
  },
} as const;
