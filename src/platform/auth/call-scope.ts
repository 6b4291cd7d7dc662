// What one call into the library may touch: a transaction of ours, a session that exists only for this call, and what it hands out.
import { AsyncLocalStorage } from 'node:async_hooks';
import { randomBytes } from 'node:crypto';
import type { Db, Tx } from '../db/connect.ts';
import type { Carried, ConfirmedPassword, PreparedPassword, ProviderAnswer } from './auth.ts';

/** The library's session. It is never stored: ours are made by the module that owns them. */
export interface BriefSession {
  readonly id: string;
  readonly token: string;
  readonly userId: string;
  readonly createdAt: Date;
  readonly updatedAt: Date;
  readonly expiresAt: Date;
}

export interface CallScope {
  readonly db: Db | Tx;
  readonly isTransaction: boolean;
  readonly sessions: Map<string, BriefSession>;
  readonly handedOut: HandedOut;
  /** Hashed before the transaction began. */
  readonly prepared?: PreparedPassword | undefined;
  /** Checked before the transaction began. */
  readonly confirmed?: ConfirmedPassword | undefined;
  readonly mayJoin?: ProviderAnswer['mayJoin'] | undefined;
  readonly onLinked?: ProviderAnswer['onLinked'] | undefined;
}

/** What the library tells in callbacks and not in its answers. One object for all transactions of a call. */
export interface HandedOut {
  verificationToken?: string;
  resetToken?: string;
  isTaken?: boolean;
  verifiedUserId?: string;
  resetUserId?: string;
  carried?: Carried;
}

const scopes = new AsyncLocalStorage<CallScope>();

export const currentScope = (): CallScope => {
  const scope = scopes.getStore();
  if (scope === undefined) throw new Error('the sign-in library was called outside of its door');
  return scope;
};

export const runInScope = <T>(scope: CallScope, work: () => Promise<T>): Promise<T> => scopes.run(scope, work);

export const newScope = (db: Db | Tx, more: Partial<CallScope> = {}): CallScope => ({
  db,
  isTransaction: db.isTransaction,
  sessions: new Map(),
  handedOut: {},
  ...more,
});

const BRIEF_MS = 60_000;

/** Makes the library see this person as signed in, within the scope. Returns the token. */
export function signedInBriefly(scope: CallScope, userId: string): string {
  const token = randomBytes(24).toString('base64url');
  const now = new Date();
  const session = { id: token, token, userId, createdAt: now, updatedAt: now, expiresAt: new Date(now.getTime() + BRIEF_MS) };
  scope.sessions.set(token, session);
  return token;
}
