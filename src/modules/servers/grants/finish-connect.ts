// The answer of the authorization server, brought by the browser: checked, exchanged for tokens, and stored.
import { record } from '#modules/access';
import { failed, ok } from '#kernel/outcome';
import type { Outcome } from '#kernel/outcome';
import { requireRole } from '#kernel/role';
import type { Ctx, Deps } from '#platform/ctx';
import { inTransaction } from '#platform/db/transaction';
import { codeOf, stateHash } from '#platform/oauth/authorization-request';
import type { AnswerProblem } from '#platform/oauth/authorization-request';
import type { TokenSet } from '#platform/oauth/oauth';
import { requestToken } from '#platform/oauth/token-request';
import type { Grant } from './grant.ts';
import { basisOf } from './plan-authorization.ts';
import type { AuthorizationPlan } from './plan-authorization.ts';
import { openPending } from './pending-authorization.ts';
import type { PendingAuthorization } from './pending-authorization.ts';
import { keepTokens, redacted } from './settle-grant.ts';
import { takeState } from './states/store.ts';
import type { ReturnedAuthorization } from './states/store.ts';
import { findGrant, lockGrant, saveGrant } from './store.ts';

/** The person who is signed in where the answer arrived. */
export interface ReturningPerson {
  readonly deps: Deps;
  readonly sessionId: string;
  /** Undefined where the person is not a member. */
  ctxIn(orgId: string): Ctx | undefined;
}

export interface ConnectEnd {
  readonly orgSlug: string;
  readonly serverId: string;
  readonly profileId: string;
  /** Null: connected. */
  readonly problem: 'denied' | 'expired' | 'mismatch' | 'failed' | null;
}

/** Undefined when this session began nothing of the kind. Throws `forbidden_role` for somebody who may no longer connect. */
export async function finishConnect(person: ReturningPerson, answer: URLSearchParams): Promise<ConnectEnd | undefined> {
  const { deps } = person;
  const hash = stateHash(answer.get('state') ?? '');
  const returned = await inTransaction(deps.db, (tx) => takeState(tx, hash, { sessionId: person.sessionId, now: deps.clock.now() }));
  const ctx = returned && person.ctxIn(returned.orgId);
  if (!returned || !ctx) return undefined;
  requireRole(ctx, 'editor');
  const { serverId, profileId, sealed } = returned;
  const pending = sealed && (await openPending(deps, hash, sealed));
  const end = pending ? await conclude(ctx, { returned, pending, answer }) : failed({ problem: 'expired' as const });
  return { orgSlug: ctx.org.slug, serverId, profileId, problem: end.ok ? null : end.error.problem };
}

interface Returned {
  readonly returned: ReturnedAuthorization;
  readonly pending: PendingAuthorization;
  readonly answer: URLSearchParams;
}

async function conclude(ctx: Ctx, { returned, pending, answer }: Returned): Promise<Outcome<void, AnswerProblem>> {
  const { profileId } = returned;
  const grant = await findGrant(ctx.deps.db, ctx.org.id, profileId);
  if (!grant) return failed({ problem: 'failed', message: '' });
  const at = ctx.deps.clock.now();
  const code = basisOf(grant) === pending.plan.basis ? codeOf(answer, pending.plan) : failed(CHANGED);
  const tokens = code.ok ? await exchange(ctx, { grant, pending, code: code.value }) : code;
  if (!tokens.ok) {
    await noteFailure(ctx, grant, tokens.error);
    return failed(tokens.error);
  }
  return store(ctx, { profileId, pending, tokens: tokens.value, at });
}

async function exchange(
  ctx: Ctx,
  { grant, pending, code }: { grant: Grant; pending: PendingAuthorization; code: string },
): Promise<Outcome<TokenSet, AnswerProblem>> {
  const { plan, verifier } = pending;
  const { vault, db, fetch, clock } = ctx.deps;
  const registeredId = isItsClient(grant, plan) ? grant.clientSecretId : null;
  const storedId = plan.client.source === 'settings' ? grant.profileSecretId : registeredId;
  const secret = plan.registeredSecret ?? (storedId === null ? undefined : await vault.open(db, ctx.org.id, storedId));
  const result = await requestToken(fetch, {
    tokenEndpoint: plan.tokenEndpoint,
    issuer: plan.issuer,
    client: { id: plan.client.id, method: plan.client.method, secret, signingAlgorithm: grant.settings.signingAlgorithm ?? undefined },
    params: {
      grant_type: 'authorization_code',
      code,
      redirect_uri: plan.client.redirectUri,
      code_verifier: verifier,
      resource: plan.resource,
    },
    now: clock.now(),
  });
  return result.ok ? result : failed({ problem: 'failed', message: result.error.message });
}

/** Somebody who connects again while the old grant still works keeps that one. */
async function noteFailure(ctx: Ctx, grant: Grant, { problem, message }: AnswerProblem): Promise<void> {
  if (grant.state === 'connected' || problem === 'denied') return;
  await saveGrant(ctx.deps.db, grant.profileId, { error: await redacted(ctx.deps, ctx.org.id, message) });
}

const CHANGED: AnswerProblem = { problem: 'failed', message: 'The profile was changed while it was being connected.' };

/** The tokens are committed before anybody uses them; the catalog is read with them by a job of the same transaction. */
function store(
  ctx: Ctx,
  { profileId, pending, tokens, at }: { profileId: string; pending: PendingAuthorization; tokens: TokenSet; at: Date },
): Promise<Outcome<void, AnswerProblem>> {
  const { plan } = pending;
  const { db, vault, jobs } = ctx.deps;
  return inTransaction(db, async (tx) => {
    const grant = await lockGrant(tx, ctx.org.id, profileId);
    if (!grant || basisOf(grant) !== plan.basis) return failed(CHANGED);
    // A new consent replaces the old grant as a whole: nothing of it may be mixed with the new tokens.
    const fresh: Grant = { ...grant, refreshSecretId: null, refreshExpiresAt: null, renewedAt: null };
    const clientSecretId = await keepClientSecret(ctx, tx, { grant, pending });
    await keepTokens(tx, ctx.deps, {
      grant: fresh,
      serverUrl: plan.serverUrl,
      tokens,
      at,
      more: {
        issuer: plan.issuer,
        resource: plan.resource,
        discovery: plan.discovery,
        client: plan.client,
        clientSecretId,
        scopes: tokens.scopes ?? plan.scopes,
        missingScopes: [],
        stepUps: plan.isStepUp ? grant.stepUps + 1 : 0,
        generation: grant.generation + 1,
        forcedAt: null,
        connectedBy: ctx.actor.id,
        connectedAt: at,
      },
    });
    if (grant.refreshSecretId !== null) await vault.remove(tx, ctx.org.id, grant.refreshSecretId);
    await record(tx, ctx, {
      action: 'auth_profile.connect',
      objectType: 'auth_profile',
      objectId: profileId,
      before: { grantState: grant.state },
      after: { grantState: 'connected', issuer: plan.issuer ?? plan.tokenEndpoint, scopes: tokens.scopes ?? plan.scopes },
    });
    const payload = { orgId: ctx.org.id, serverId: grant.serverId, trigger: 'update' } as const;
    await jobs.enqueue(tx, 'server.sync', payload, { singletonKey: grant.serverId });
    return ok(undefined);
  });
}

/** The client that the grant was registered as. Another authorization server may give out the same id. */
const isItsClient = (grant: Grant, { client, issuer }: AuthorizationPlan): boolean =>
  client.source === 'registered' && grant.client?.source === 'registered' && grant.client.id === client.id && grant.issuer === issuer;

/** The secret of a client that was just registered replaces the one before. */
async function keepClientSecret(
  { deps: { vault }, org }: Ctx,
  tx: Parameters<typeof lockGrant>[0],
  { grant, pending }: { grant: Grant; pending: PendingAuthorization },
): Promise<string | null> {
  const { registeredSecret } = pending.plan;
  if (isItsClient(grant, pending.plan) && registeredSecret === undefined) return grant.clientSecretId;
  if (grant.clientSecretId !== null) await vault.remove(tx, org.id, grant.clientSecretId);
  return registeredSecret === undefined ? null : vault.put(tx, org.id, registeredSecret);
}
