// The person's decision: let the application into one organization with at most this role, or not. Either way the application is answered.
import { z } from 'zod';
import { AppError, invalidField, notFound } from '#kernel/errors';
import { newId } from '#kernel/ids';
import { parseInput } from '#kernel/parse-input';
import { hasRole, ROLES } from '#kernel/role';
import type { Role } from '#kernel/role';
import type { Ctx } from '#platform/ctx';
import { inTransaction } from '#platform/db/transaction';
import { placeOfRedirectUri } from '../app-clients/redirect-uri.ts';
import { markUsed } from '../app-clients/store.ts';
import { record } from '../audit/record.ts';
import { holdOrganization } from '../members/hold-organization.ts';
import type { PersonCtx } from '../sessions/person-ctx.ts';
import { newSessionToken } from '../sessions/token.ts';
import { answerUrl } from './authorization-request.ts';
import { CODE_LIVES_MS, GRANT_LIVES_MS, issuerOf } from './authorization-server.ts';
import { MAX_APPS } from '../connected-apps/connected-app.ts';
import { personInOrganization } from '../connected-apps/person-in-organization.ts';
import { findRequest, staysConnected } from './review-authorization.ts';
import type { FoundRequest } from './review-authorization.ts';
import { countGrantsOf, insertGrant } from '../connected-apps/store.ts';
import { insertCode } from '../app-tokens/store.ts';

const decisionInput = z.discriminatedUnion('decision', [
  z.strictObject({
    decision: z.literal('allow'),
    search: z.string(),
    /** Slug. */
    organization: z.string().max(100),
    /** At most the person's own, which is the default. */
    role: z.enum(ROLES, `must be one of ${ROLES.join(', ')}`).optional(),
  }),
  z.strictObject({ decision: z.literal('deny'), search: z.string() }),
]);

/** `returnTo`: where to send the browser. Throws `validation_failed` for a request that cannot be granted any more. */
export async function decideAuthorization(ctx: PersonCtx, raw: unknown): Promise<{ readonly returnTo: string }> {
  const input = parseInput(decisionInput, raw);
  const found = await findRequest(ctx, input.search);
  if (!found.ok) throw invalidField('search', found.error.problem.description);
  const { redirectUri, state } = found.value.request;
  const issuer = issuerOf(ctx.deps.settings);
  if (input.decision === 'deny') {
    const problem = { error: 'access_denied', description: 'The person did not let the application in.' } as const;
    return { returnTo: answerUrl(redirectUri, { problem, state, issuer }) };
  }
  const inOrg = personInOrganization(ctx, ({ org }) => org.slug === input.organization);
  // the same answer as for one that is not there
  if (inOrg === undefined) throw notFound('organization');
  const code = await letIn(inOrg, { ...found.value, role: input.role });
  return { returnTo: answerUrl(redirectUri, { code, state, issuer }) };
}

/** Makes the grant and its code; returns the code. */
async function letIn(ctx: Ctx, { client, request, role }: FoundRequest & { readonly role: Role | undefined }): Promise<string> {
  const { token: code, hash } = newSessionToken();
  await inTransaction(ctx.deps.db, async (tx) => {
    const own = (await holdOrganization(tx, ctx, 'viewer')).role;
    const given = role ?? own;
    if (!hasRole(own, given)) throw invalidField('role', `must not be above your own role, ${own}`);
    const now = ctx.deps.clock.now();
    if (!(await markUsed(tx, client.clientId, now))) throw invalidField('search', 'The application is not known here any more.');
    if ((await countGrantsOf(tx, { orgId: ctx.org.id, userId: ctx.actor.id })) >= MAX_APPS) {
      throw new AppError('conflict', `You have ${MAX_APPS} connected apps in this organization. Disconnect one first.`);
    }
    const id = newId('app', now.getTime());
    await insertGrant(tx, {
      id,
      orgId: ctx.org.id,
      userId: ctx.actor.id,
      clientId: client.clientId,
      name: client.name,
      place: placeOfRedirectUri(request.redirectUri),
      role: given,
      resource: request.resource,
      scopes: staysConnected(client, request) ? ['mcp', 'offline_access'] : ['mcp'],
      at: now,
      expiresAt: new Date(now.getTime() + GRANT_LIVES_MS),
    });
    const { redirectUri, codeChallenge } = request;
    await insertCode(tx, { hash, grantId: id, redirectUri, codeChallenge, expiresAt: new Date(now.getTime() + CODE_LIVES_MS) });
    await record(tx, ctx, {
      action: 'connected_app.create',
      objectType: 'connected_app',
      objectId: id,
      after: { name: client.name, clientId: client.clientId, place: placeOfRedirectUri(request.redirectUri), role: given },
    });
  });
  return code;
}
