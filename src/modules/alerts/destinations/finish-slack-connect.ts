// The answer of Slack's consent page, brought by the browser: checked, exchanged for a token, and stored.
import { failed, ok } from '#kernel/outcome';
import type { Outcome } from '#kernel/outcome';
import { z } from 'zod';
import { requireRole } from '#kernel/role';
import type { Ctx, Deps } from '#platform/ctx';
import { inTransaction } from '#platform/db/transaction';
import { stateHash } from '#platform/oauth/authorization-request';
import { callSlack } from '../channels/slack-api.ts';
import { saveWorkspace } from './save-workspace.ts';
import type { Workspace } from './save-workspace.ts';
import { redirectUriOf, SLACK_SCOPES } from './slack-app.ts';
import { takeSlackState } from './store.ts';

/** The person who is signed in where the answer arrived. */
export interface SlackReturn {
  readonly deps: Deps;
  readonly sessionId: string;
  /** Undefined where the person is not a member. */
  ctxIn(orgId: string): Ctx | undefined;
}

/** `full`: the organization has as many destinations as it may have. */
export type SlackProblem = 'denied' | 'expired' | 'failed' | 'full';

export interface SlackConnectEnd {
  readonly orgSlug: string;
  /** Null with a problem. */
  readonly destinationId: string | null;
  readonly problem: SlackProblem | null;
}

/** Undefined when this session began nothing of the kind. Throws `forbidden_role` for somebody who may no longer connect. */
export async function finishSlackConnect(person: SlackReturn, answer: URLSearchParams): Promise<SlackConnectEnd | undefined> {
  const { deps, sessionId } = person;
  const hashes = { tokenHash: stateHash(answer.get('state') ?? ''), sessionHash: stateHash(sessionId) };
  const begun = await inTransaction(deps.db, (tx) => takeSlackState(tx, hashes));
  const ctx = begun && person.ctxIn(begun.orgId);
  if (!begun || !ctx) return undefined;
  requireRole(ctx, 'admin');
  const isLate = begun.expiresAt <= deps.clock.now();
  const end = isLate ? failed<SlackProblem>('expired') : await conclude(ctx, answer);
  const orgSlug = ctx.org.slug;
  return end.ok ? { orgSlug, destinationId: end.value, problem: null } : { orgSlug, destinationId: null, problem: end.error };
}

async function conclude(ctx: Ctx, answer: URLSearchParams): Promise<Outcome<string, SlackProblem>> {
  const error = answer.get('error');
  if (error !== null) return failed(error === 'access_denied' ? 'denied' : 'failed');
  const workspace = await exchange(ctx, answer.get('code') ?? '');
  if (!workspace.ok) {
    ctx.deps.log.warn({ requestId: ctx.requestId, reason: workspace.error }, 'a Slack workspace could not be connected');
    return failed('failed');
  }
  const saved = await saveWorkspace(ctx, workspace.value);
  return saved === undefined ? failed('full') : ok(saved);
}

const MAX_ANSWER_BYTES = 64 * 1024;

const grantShape = z.object({
  access_token: z.string().min(1).max(1024),
  token_type: z.literal('bot'),
  scope: z.string(),
  team: z.object({ id: z.string().min(1).max(64), name: z.string().max(300) }),
  /** An app with token rotation: its tokens end after hours, and are renewed by nobody. */
  refresh_token: z.undefined().optional(),
});

/** The error is for the operator's log. */
async function exchange({ deps, signal }: Ctx, code: string): Promise<Outcome<Workspace, string>> {
  const client = deps.slack?.client;
  if (!client || code === '') return failed(client ? 'Slack sent no code.' : 'There is no Slack app any more.');
  const answered = await callSlack(deps, {
    method: 'oauth.v2.access',
    authorization: `Basic ${Buffer.from(`${client.clientId}:${client.clientSecret}`).toString('base64')}`,
    body: new URLSearchParams({ code, redirect_uri: redirectUriOf(deps) }),
    maxAnswerBytes: MAX_ANSWER_BYTES,
    signal,
  });
  if (!answered.ok) return failed(answered.error.error);
  const grant = grantShape.safeParse(answered.value.answer);
  if (!grant.success) return failed(`Slack granted something else: ${grant.error.issues.map(({ path }) => path.join('.')).join(', ')}.`);
  const { access_token: token, scope, team } = grant.data;
  const granted = new Set(scope.split(','));
  const missing = SLACK_SCOPES.filter((needed) => !granted.has(needed));
  if (missing.length > 0) return failed(`Slack did not grant ${missing.join(', ')}.`);
  return ok({ teamId: team.id, teamName: team.name, token });
}
