// Writes what came of a request for tokens, in one transaction: the tokens, a later try, or the end of the grant.
import { minutes, seconds } from '#kernel/duration';
import type { Outcome } from '#kernel/outcome';
import type { Deps } from '#platform/ctx';
import type { Db, Tx } from '#platform/db/connect';
import { inTransaction } from '#platform/db/transaction';
import type { TokenFault, TokenSet } from '#platform/oauth/oauth';
import { redactorOf } from '#platform/secrets/kept-redactor';
import { originOf } from '../origin.ts';
import type { Grant } from './grant.ts';
import { isFixedEnd } from './grant-warning.ts';
import { lockGrant, saveGrant } from './store.ts';
import type { GrantChange } from './store.ts';

export type GrantDoors = Pick<Deps, 'db' | 'vault' | 'fetch' | 'clock' | 'outbox' | 'log'>;

export interface Answered {
  /** As the request began with it. */
  readonly grant: Grant;
  /** When the request was sent: lifetimes count from there. */
  readonly at: Date;
  readonly result: Outcome<TokenSet, TokenFault>;
  readonly isForced: boolean;
}

/** Writes nothing when somebody connected the profile anew meanwhile: those tokens are the newer ones. */
export async function settleRenewal(doors: GrantDoors, db: Db, { grant, at, result, isForced }: Answered): Promise<void> {
  const message = result.ok ? '' : await redacted(doors, grant.orgId, result.error.message);
  await inTransaction(db, async (tx) => {
    const now = await lockGrant(tx, grant.orgId, grant.profileId);
    if (!now || now.generation !== grant.generation) return;
    const forced = isForced ? { forcedAt: doors.clock.now() } : {};
    if (result.ok) await keepTokens(tx, doors, { grant: now, serverUrl: grant.serverUrl, tokens: result.value, at, more: forced });
    else if (result.error.kind === 'refused') await refuse(tx, doors, { grant: now, fault: result.error, message });
    else await saveGrant(tx, now.profileId, { ...delayed(now, result.error, doors.clock.now()), error: message });
  });
}

export interface Kept {
  readonly grant: Grant;
  /** Of the server the tokens were asked for, which may have moved since. */
  readonly serverUrl: string;
  readonly tokens: TokenSet;
  readonly at: Date;
  readonly more?: GrantChange | undefined;
}

/** Replaces the tokens as a whole; the old ones leave the vault. */
export async function keepTokens(tx: Tx, { vault }: Pick<Deps, 'vault'>, kept: Kept): Promise<void> {
  const { grant, serverUrl, tokens, at, more = {} } = kept;
  const { orgId } = grant;
  const secretId = await vault.put(tx, orgId, tokens.accessToken);
  const isRotated = tokens.refreshToken !== undefined;
  const refreshSecretId = isRotated ? await vault.put(tx, orgId, tokens.refreshToken) : grant.refreshSecretId;
  const refreshExpiresAt = laterBy(at, tokens.refreshExpiresInS) ?? (isRotated ? null : grant.refreshExpiresAt);
  await saveGrant(tx, grant.profileId, {
    state: 'connected',
    secretId,
    refreshSecretId,
    serverOrigin: originOf(serverUrl),
    ...(tokens.scopes ? { scopes: tokens.scopes } : {}),
    expiresAt: laterBy(at, tokens.expiresInS),
    refreshExpiresAt,
    refreshEndIsFixed: grant.renewedAt !== null && isFixedEnd(grant.refreshExpiresAt, refreshExpiresAt),
    renewal: null,
    renewalStartedAt: null,
    renewNotBefore: null,
    renewFailures: 0,
    error: null,
    renewedAt: at,
    warnedAt: null,
    ...more,
  });
  if (grant.secretId !== null) await vault.remove(tx, orgId, grant.secretId);
  if (isRotated && grant.refreshSecretId !== null) await vault.remove(tx, orgId, grant.refreshSecretId);
}

const laterBy = (at: Date, count: number | undefined): Date | null =>
  count === undefined ? null : new Date(at.getTime() + seconds(count));

/** The authorization server said no, and will say it again. A client's own grant is tried again all the same, more and more rarely. */
async function refuse(
  tx: Tx,
  doors: GrantDoors,
  { grant, fault, message }: { grant: Grant; fault: TokenFault; message: string },
): Promise<void> {
  const isOurRegistration = grant.client?.source === 'registered' && CLIENT_CODES.has(fault.code ?? '');
  await endGrant(tx, doors, grant, {
    error: message,
    ...(grant.kind === 'oauth_client_credentials' ? delayed(grant, fault, doors.clock.now()) : {}),
    // The server forgot the client it registered: the next connect registers anew.
    ...(isOurRegistration ? { client: null } : {}),
  });
}

const CLIENT_CODES = new Set(['invalid_client', 'unauthorized_client']);

/** From here on a person must act. The fact is told once. */
export async function endGrant(tx: Tx, { outbox }: Pick<Deps, 'outbox'>, grant: Grant, change: GrantChange): Promise<void> {
  await saveGrant(tx, grant.profileId, { renewal: null, renewalStartedAt: null, ...change, state: 'needs_reauth' });
  if (grant.state === 'needs_reauth') return;
  await outbox.emit(tx, grant.orgId, 'grant.needs_reauth', { serverId: grant.serverId, profileId: grant.profileId });
}

const FIRST_WAIT_MS = seconds(5);
const MAX_WAIT_MS = minutes(5);
const MAX_ASKED_WAIT_MS = minutes(60);

function delayed(grant: Grant, fault: TokenFault, now: Date): GrantChange {
  const failures = grant.renewFailures + 1;
  const ownMs = Math.min(MAX_WAIT_MS, FIRST_WAIT_MS * 2 ** Math.min(failures - 1, 10));
  const waitMs = Math.max(ownMs, Math.min(fault.retryAfterMs ?? 0, MAX_ASKED_WAIT_MS));
  const spends = grant.kind === 'oauth_authorization_code' && fault.kind === 'unanswered';
  return {
    // Without an answer nobody knows whether the refresh token is spent; in every other case it is not.
    renewal: spends ? 'unanswered' : null,
    renewalStartedAt: spends ? grant.renewalStartedAt : null,
    renewFailures: failures,
    renewNotBefore: new Date(now.getTime() + waitMs),
  };
}

const MAX_ERROR = 400;

/** Words of a stranger that a person will read. */
export async function redacted({ vault }: Pick<Deps, 'vault'>, orgId: string, words: string): Promise<string> {
  return (await redactorOf(vault, orgId)).redactText(words).slice(0, MAX_ERROR).toWellFormed();
}
