// Begins Connect Slack: where the person must go to consent. The answer comes to finishSlackConnect, in the same session.
import { z } from 'zod';
import { minutes } from '#kernel/duration';
import { AppError, notFound } from '#kernel/errors';
import { parseInput } from '#kernel/parse-input';
import { requireRole } from '#kernel/role';
import type { Ctx } from '#platform/ctx';
import { inTransaction } from '#platform/db/transaction';
import { newSecret, stateHash } from '#platform/oauth/authorization-request';
import { SLACK_ORIGIN } from '../channels/slack-api.ts';
import { idField } from './destination-input.ts';
import { redirectUriOf, requireSlackClient, SLACK_SCOPES } from './slack-app.ts';
import { findStored, insertSlackState } from './store.ts';

const input = z.strictObject({
  /** To renew one workspace: Slack then proposes that one. */
  destinationId: idField.optional(),
});

const STATE_LIVES_MS = minutes(10);

/** `session`: the only one that may bring the answer. Throws `feature_disabled` without a Slack app. */
export async function connectSlack(
  ctx: Ctx,
  raw: unknown,
  session: { readonly id: string },
): Promise<{ readonly authorizationUrl: string }> {
  requireRole(ctx, 'admin');
  const { destinationId } = parseInput(input, raw);
  const { deps, org, actor } = ctx;
  const client = requireSlackClient(deps);
  const teamId = destinationId === undefined ? undefined : await teamOf(ctx, destinationId);
  const state = newSecret();
  await inTransaction(deps.db, (tx) =>
    insertSlackState(tx, {
      tokenHash: stateHash(state),
      orgId: org.id,
      userId: actor.id,
      sessionHash: stateHash(session.id),
      expiresAt: new Date(deps.clock.now().getTime() + STATE_LIVES_MS),
    }),
  );
  const url = new URL('/oauth/v2/authorize', deps.slack?.origin ?? SLACK_ORIGIN);
  const params = {
    client_id: client.clientId,
    scope: SLACK_SCOPES.join(','),
    redirect_uri: redirectUriOf(deps),
    state,
    ...(teamId === undefined ? {} : { team: teamId }),
  };
  for (const [name, value] of Object.entries(params)) url.searchParams.set(name, value);
  return { authorizationUrl: url.href };
}

async function teamOf({ deps, org }: Ctx, destinationId: string): Promise<string | undefined> {
  const stored = await findStored(deps.db, org.id, destinationId);
  if (!stored) throw notFound('destination');
  if (stored.kind !== 'slack_oauth') throw new AppError('conflict', 'Only a Slack workspace is reauthorized.');
  return stored.config.teamId;
}
