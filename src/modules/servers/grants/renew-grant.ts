// Renews one grant, at most once at a time over all processes, so that a refresh token is never sent twice.
import { seconds } from '#kernel/duration';
import type { Db } from '#platform/db/connect';
import { inTransaction } from '#platform/db/transaction';
import { discoverAuthorization } from '#platform/mcp/oauth-discovery';
import type { Discovery } from '#platform/oauth/oauth';
import type { Grant, GrantRef } from './grant.ts';
import { prepareRenewal, sendRequest } from './grant-tokens.ts';
import type { PreparedRequest } from './grant-tokens.ts';
import { isLive, LOST_ANSWER, planRenewal } from './plan-use.ts';
import type { Wish } from './plan-use.ts';
import { endGrant, settleRenewal } from './settle-grant.ts';
import type { Answered, GrantDoors } from './settle-grant.ts';
import { findGrant, holdingGrant, lockGrant, saveGrant } from './store.ts';

/** A renewal ends within this: discovery, one request, one commit. */
const WAIT_MS = seconds(25);

/** Never throws for what an authorization server does; whoever waited reads the grant again. */
export async function renewGrant(doors: GrantDoors, { orgId, profileId }: GrantRef, wish: Wish): Promise<void> {
  await holdingGrant(doors.db, { profileId, waitMs: WAIT_MS }, async (held) => {
    const grant = await findGrant(held, orgId, profileId);
    if (!grant) return;
    const plan = planRenewal(grant, doors.clock.now(), wish);
    if (plan.kind === 'lost') await noteLost(doors, held, grant);
    if (plan.kind === 'end') await end(doors, held, grant, plan.reason);
    if (plan.kind === 'request') await request(doors, held, { grant, wish });
  });
}

/** Its token is used up to its end; a person hears of it at once. */
async function noteLost(doors: GrantDoors, held: Db, grant: Grant): Promise<void> {
  await inTransaction(held, async (tx) => {
    const now = await lockGrant(tx, grant.orgId, grant.profileId);
    if (!now || now.generation !== grant.generation || now.renewal !== 'sent') return;
    if (!isLive(now, doors.clock.now())) return endGrant(tx, doors, now, { error: LOST_ANSWER });
    await saveGrant(tx, now.profileId, { renewal: 'lost', warnedAt: doors.clock.now() });
    const { orgId, serverId, profileId } = now;
    await doors.outbox.emit(tx, orgId, 'grant.expiring', { serverId, profileId, at: now.expiresAt?.toISOString() ?? null });
  });
}

const end = (doors: GrantDoors, held: Db, grant: Grant, reason: string): Promise<void> =>
  inTransaction(held, async (tx) => {
    const now = await lockGrant(tx, grant.orgId, grant.profileId);
    if (now && now.generation === grant.generation) await endGrant(tx, doors, now, { error: reason });
  });

interface Requested {
  readonly grant: Grant;
  readonly wish: Wish;
}

async function request(doors: GrantDoors, held: Db, { grant: asked, wish }: Requested): Promise<void> {
  const isForced = wish.refusedSecretId !== undefined && wish.refusedSecretId === asked.secretId;
  const grant = isForced ? await rediscovered(doors, asked) : asked;
  if (!grant) return end(doors, held, asked, 'the server has moved to another authorization server.');
  // Discovery takes its time: somebody may have connected the profile anew.
  if ((await findGrant(held, grant.orgId, grant.profileId))?.generation !== grant.generation) return;
  const prepared = await prepareRenewal(doors, held, grant);
  if (!prepared) return end(doors, held, grant, 'what is needed to renew it is missing.');
  const begun = await begin(doors, held, grant);
  if (!begun) return;
  await settle(doors, held, { ...(await answerTo(doors, prepared)), grant: begun, isForced });
}

/**
 * The intent is committed before the refresh token leaves, so that whoever finds it without the lock's holder knows that it may
 * be spent. A client's own credentials may be sent any number of times.
 */
function begin(doors: GrantDoors, held: Db, grant: Grant): Promise<Grant | undefined> {
  if (grant.kind === 'oauth_client_credentials') return Promise.resolve(grant);
  const generation = grant.generation + 1;
  const renewalStartedAt = doors.clock.now();
  return inTransaction(held, async (tx) => {
    const now = await lockGrant(tx, grant.orgId, grant.profileId);
    if (!now || now.generation !== grant.generation || now.state !== 'connected') return undefined;
    const { serverUrl, discovery } = grant;
    await saveGrant(tx, grant.profileId, { generation, renewal: 'sent', renewalStartedAt, discovery });
    return { ...now, serverUrl, discovery, generation, renewal: 'sent', renewalStartedAt };
  });
}

async function answerTo(doors: GrantDoors, prepared: PreparedRequest): Promise<Pick<Answered, 'at' | 'result'>> {
  const at = doors.clock.now();
  return { at, result: await sendRequest(doors, prepared) };
}

const SETTLE_TRIES = 4;
const SETTLE_WAIT_MS = 500;

/** The answer must not be lost to a moment without the database: it is written again, over another connection. */
async function settle(doors: GrantDoors, held: Db, answered: Answered): Promise<void> {
  for (let tried = 1; ; tried += 1) {
    try {
      await settleRenewal(doors, tried === 1 ? held : doors.db, answered);
      return;
    } catch (error) {
      if (tried === SETTLE_TRIES) throw error;
      doors.log.warn({ profileId: answered.grant.profileId, tried }, 'the answer of a renewal could not be written; it is tried again');
      await doors.clock.sleep(SETTLE_WAIT_MS * 2 ** tried);
    }
  }
}

/**
 * A refused token may mean that the authorization server has moved. Undefined when it has: the refresh token is for the old one.
 * Without an answer the known endpoints stay.
 */
async function rediscovered(doors: GrantDoors, grant: Grant): Promise<Grant | undefined> {
  if (grant.kind === 'oauth_client_credentials' || grant.settings.tokenUrl !== null) return grant;
  const found = await discoverAuthorization(doors.fetch, { url: grant.serverUrl, transport: 'streamable_http', headers: {} });
  if (!found.ok) return grant;
  // A server that named its authorization server before and names none now cannot be read, and has not moved.
  if (grant.discovery?.resource && found.value.resource === null) return grant;
  if (found.value.issuer !== grant.issuer) return undefined;
  const discovery: Discovery = { ...found.value, resource: found.value.resource ?? grant.discovery?.resource ?? null };
  return { ...grant, discovery };
}
