// What an HTTP status means for a delivery (spec 03 §7).
import type { Outcome } from '#kernel/outcome';
import type { DestinationState, SendResult } from './channel.ts';
import { isGood, isRetried } from './post.ts';
import type { Answered, Unanswered } from './post.ts';

export function sentOf(answer: Outcome<Answered, Unanswered>): SendResult {
  if (!answer.ok) return { ok: false, httpStatus: null, ...answer.error };
  const { status, retryAfterMs } = answer.value;
  if (isGood(status)) return { ok: true, httpStatus: status };
  const isRedirect = status >= 300 && status <= 399;
  return {
    ok: false,
    httpStatus: status,
    error: isRedirect ? `It answered ${status}; redirects are not followed.` : `It answered ${status}.`,
    isFinal: !isRetried(status),
    retryAfterMs: status === 429 ? retryAfterMs : undefined,
  };
}

const GONE = 'Its address is not stored any more. Enter it again.';

/** For kinds with a URL whose secret is gone. */
export const addressGone: { readonly state: DestinationState; readonly result: SendResult } = {
  state: { status: 'not_configured', statusDetail: GONE },
  result: { ok: false, httpStatus: null, error: GONE, isFinal: true },
};
