// Slack's Web API: one call, its answer read, and its errors in our words.
import { z } from 'zod';
import { failed, ok } from '#kernel/outcome';
import type { Outcome } from '#kernel/outcome';
import type { Deps } from '#platform/ctx';
import { isGood, isRetried, post } from './post.ts';

export const SLACK_ORIGIN = 'https://slack.com';

export type SlackDoors = Pick<Deps, 'fetch' | 'clock' | 'slack'>;

export interface SlackCall {
  /** Such as `chat.postMessage`. */
  readonly method: string;
  readonly authorization: string;
  /** JSON, or a form as `URLSearchParams`. */
  readonly body: object | URLSearchParams;
  readonly maxAnswerBytes: number;
  readonly signal: AbortSignal;
}

export interface SlackFault {
  readonly httpStatus: number | null;
  /** Of a closed list, so nothing that an answer holds gets any further. */
  readonly error: string;
  readonly isFinal: boolean;
  /** The token is good for nothing any more. */
  readonly needsReauth: boolean;
  readonly retryAfterMs: number | undefined;
}

/** The answer of a call that Slack calls `ok`, not yet looked into. Rejects only with the reason of the signal. */
export async function callSlack(doors: SlackDoors, call: SlackCall): Promise<Outcome<{ httpStatus: number; answer: unknown }, SlackFault>> {
  const isForm = call.body instanceof URLSearchParams;
  const answer = await post(doors, {
    url: `${doors.slack?.origin ?? SLACK_ORIGIN}/api/${call.method}`,
    headers: {
      authorization: call.authorization,
      'content-type': isForm ? 'application/x-www-form-urlencoded' : 'application/json; charset=utf-8',
    },
    body: call.body instanceof URLSearchParams ? call.body.toString() : JSON.stringify(call.body),
    signal: call.signal,
    maxAnswerBytes: call.maxAnswerBytes,
  });
  if (!answer.ok) return failed({ ...NO_FAULT, ...answer.error });
  const { status, text, retryAfterMs } = answer.value;
  if (status === 429) return failed({ ...NO_FAULT, httpStatus: 429, error: RATE_LIMITED, isFinal: false, retryAfterMs });
  if (!isGood(status)) return failed({ ...NO_FAULT, httpStatus: status, error: `Slack answered ${status}.`, isFinal: !isRetried(status) });
  const parsed = answerShape.safeParse(jsonOf(text));
  if (!parsed.success)
    return failed({ ...NO_FAULT, httpStatus: status, error: 'Slack answered with something else than its API.', isFinal: false });
  if (parsed.data.ok) return ok({ httpStatus: status, answer: parsed.data });
  return failed({ ...NO_FAULT, httpStatus: status, ...faultOf(parsed.data.error), retryAfterMs });
}

const NO_FAULT = { httpStatus: null, needsReauth: false, retryAfterMs: undefined };
const RATE_LIMITED = 'Slack asks for fewer messages.';

const answerShape = z.looseObject({ ok: z.boolean(), error: z.string().optional() });

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // What is no JSON is no answer of the API, and is told as such.
    return undefined;
  }
}

/** A person must connect again. */
const TOKEN_ERRORS = new Set([
  'invalid_auth',
  'token_revoked',
  'token_expired',
  'account_inactive',
  'not_authed',
  'missing_scope',
  'org_login_required',
]);
const RATE_ERRORS = new Set(['ratelimited', 'rate_limited']);
/** Slack's own troubles. */
const PASSING_ERRORS = new Set(['internal_error', 'fatal_error', 'service_unavailable', 'request_timeout', 'team_added_to_org']);
/** What a person can do about the others. */
const ADVICE: Readonly<Record<string, string>> = {
  channel_not_found: 'the channel does not exist, or is private',
  not_in_channel: 'the app is not in the channel',
  is_archived: 'the channel is archived',
  restricted_action: 'a setting of the workspace forbids it',
  restricted_action_read_only_channel: 'the channel is read only',
  team_access_not_granted: 'the app was not granted access to the workspace',
  messages_tab_disabled: 'the app takes no direct messages',
  msg_too_long: 'the message is too long',
  invalid_blocks: 'the blocks of the message are not valid',
  invalid_code: 'the code of Connect Slack was used or is too old',
  code_already_used: 'the code of Connect Slack was used or is too old',
  bad_client_secret: 'SLACK_CLIENT_SECRET is wrong',
  invalid_client_id: 'SLACK_CLIENT_ID is wrong',
  bad_redirect_uri: 'the redirect URL of the Slack app is another one',
};

function faultOf(code: string | undefined): Pick<SlackFault, 'error' | 'isFinal' | 'needsReauth'> {
  const known = code ?? '';
  if (RATE_ERRORS.has(known)) return { error: RATE_LIMITED, isFinal: false, needsReauth: false };
  if (PASSING_ERRORS.has(known)) return { error: `Slack has a problem (${known}).`, isFinal: false, needsReauth: false };
  if (TOKEN_ERRORS.has(known))
    return { error: `Slack refuses the token (${known}). Reauthorize the workspace.`, isFinal: true, needsReauth: true };
  const advice = Object.hasOwn(ADVICE, known) ? `: ${ADVICE[known]} (${known})` : '';
  return { error: `Slack refused it${advice}.`, isFinal: true, needsReauth: false };
}
