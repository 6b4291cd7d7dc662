// Our words for proving who somebody is: passwords, second factor, providers. Sessions are ours alone and not made here.
import { minutes } from '#kernel/duration';
import type { Outcome } from '#kernel/outcome';
import type { Tx } from '../db/connect.ts';

export const PROVIDER_IDS = ['google', 'github'] as const;
export type ProviderId = (typeof PROVIDER_IDS)[number];

/** Below it the redirects of providers come in: `<base>/callback/<provider>`. */
export const PROVIDER_BASE = '/api/auth';

/** How long the second step of a sign-in, at a provider or with a code, may take. */
export const CHALLENGE_LIVES_MS = minutes(10);

export interface AuthDoor {
  /** Those whose OAuth client the operator set. */
  readonly providers: readonly ProviderId[];

  /** Slow on purpose, and therefore before any transaction: whoever waits for a hash must hold no connection. */
  prepare(password: string): Promise<PreparedPassword>;
  /** As slow. The person's own password, for the calls that ask for it once more; undefined: not the right one. */
  confirm(input: { userId: string; password: string }): Promise<ConfirmedPassword | undefined>;
  /** Makes the person and the password. `taken`: the address has a person already. */
  signUp(
    tx: Tx,
    input: { name: string; email: string; password: PreparedPassword },
  ): Promise<Outcome<{ userId: string }, 'taken' | 'bad_email'>>;
  /**
   * Costs as much time for an unknown address. `challenge`: the person has a second factor; keep it in a cookie of that browser
   * for `CHALLENGE_LIVES_MS` and give it back with the code. `unverified`: right, but the address must be verified first.
   */
  checkPassword(input: {
    email: string;
    password: string;
  }): Promise<Outcome<{ userId: string } | { challenge: string }, 'wrong' | 'unverified'>>;
  /** A code is good once. Five wrong ones end the challenge, ten in a row lock the second factor for 15 minutes. */
  answerChallenge(tx: Tx, input: { challenge: string } & SecondFactor): Promise<Outcome<{ userId: string }, ChallengeFailure>>;

  /** For the link in a mail, good for 24 hours. Undefined: nobody unverified has this address. */
  verificationToken(email: string): Promise<string | undefined>;
  /** `userId` is undefined when the address had been verified before: the link proves nothing new then. */
  verifyEmail(tx: Tx, token: string): Promise<Outcome<{ userId: string | undefined }, 'invalid'>>;
  /** For the link in a mail, good once and for 30 minutes. Undefined: nobody has this address. */
  resetToken(email: string): Promise<string | undefined>;
  resetPassword(tx: Tx, input: { token: string; password: PreparedPassword }): Promise<Outcome<{ userId: string }, 'invalid'>>;
  /** `currentPassword` is left out by who has none yet. */
  changePassword(
    tx: Tx,
    input: { userId: string; currentPassword?: ConfirmedPassword | undefined; password: PreparedPassword },
  ): Promise<Outcome<void, 'wrong'>>;

  /** In force once `confirmTwoFactor` got a first code. */
  beginTwoFactor(
    tx: Tx,
    input: { userId: string; password: ConfirmedPassword },
  ): Promise<Outcome<{ secret: string; uri: string; backupCodes: readonly string[] }, 'wrong' | 'on_already'>>;
  confirmTwoFactor(tx: Tx, input: { userId: string; code: string }): Promise<Outcome<void, 'wrong' | 'not_begun'>>;
  newBackupCodes(tx: Tx, input: { userId: string; password: ConfirmedPassword }): Promise<Outcome<readonly string[], 'wrong' | 'off'>>;
  disableTwoFactor(tx: Tx, input: { userId: string; password: ConfirmedPassword }): Promise<Outcome<void, 'wrong'>>;

  /** Send the browser to `url`, with `state` in a cookie for `CHALLENGE_LIVES_MS`. */
  beginProvider(input: { provider: ProviderId; carried: Carried }): Promise<{ url: string; state: string }>;
  /** What the provider's redirect brought. Throws nothing for what the provider or the browser did wrong. */
  finishProvider(input: ProviderAnswer): Promise<Outcome<ProviderSignIn, ProviderProblem>>;

  /** A keyed hash for a cookie that only this instance can have made. */
  sign(purpose: string, text: string): Promise<string>;
}

/** A password with its hash; keep it no longer than the call it is for. */
export interface PreparedPassword {
  readonly text: string;
  readonly hash: string;
}

/** With the stored hash it was right for; once that one is replaced it is judged anew. */
export interface ConfirmedPassword {
  readonly text: string;
  readonly confirmedHash: string;
}

export type SecondFactor = { readonly code: string } | { readonly backupCode: string };

export interface ChallengeFailure {
  /** `over`: unknown, used up or too old; the password has to be given again. */
  readonly reason: 'wrong' | 'locked' | 'over';
  /** Whose challenge it was, when that is known. */
  readonly userId?: string | undefined;
}

/** Goes along to the provider and back, kept on our side. */
export interface Carried {
  readonly next?: string | undefined;
  readonly invitation?: string | undefined;
}

export interface ProviderAnswer {
  readonly provider: ProviderId;
  /** The query of the redirect, such as `?code=…&state=…`. */
  readonly search: string;
  /** The cookie's. */
  readonly state: string | undefined;
  /** Asked in the transaction that would make a person who was not here before. */
  mayJoin(tx: Tx, person: { email: string; carried: Carried }): Promise<boolean>;
  /** Told in the transaction that ties the provider's account to a person. */
  onLinked(tx: Tx, link: { userId: string; provider: ProviderId }): Promise<void>;
}

export interface ProviderSignIn {
  readonly userId: string;
  readonly carried: Carried;
}

/**
 * `denied`: the person said no. `expired`: the answer does not belong to this browser, or came late. `closed`: signing up needs
 * an invitation. `unverified`: the provider did not verify the address. `not_linked`: the address has an account here that may
 * not be joined. `failed`: anything else; the log knows.
 */
export const PROVIDER_PROBLEMS = ['denied', 'expired', 'closed', 'unverified', 'not_linked', 'failed'] as const;
export type ProviderProblem = (typeof PROVIDER_PROBLEMS)[number];
