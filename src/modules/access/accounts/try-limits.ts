// How often somebody may try, counted over all processes (spec 09 §1).
import { createHash } from 'node:crypto';
import { AppError } from '#kernel/errors';
import { minutes } from '#kernel/duration';
import type { LimitRule } from '#platform/rate-limit/limits';
import { networkOf } from '#platform/rate-limit/network-of';
import type { VisitorCtx } from '../sessions/person-ctx.ts';

const WINDOW_MS = minutes(15);

export const RULES = {
  /** Per account and network. */
  signIn: { capacity: 10, perMs: WINDOW_MS },
  /** Per network: sign-ups, and links that are asked for or used. */
  visitor: { capacity: 60, perMs: WINDOW_MS },
  /** Per kind and address: mails nobody may have asked for. */
  mail: { capacity: 3, perMs: WINDOW_MS },
  /** Per person: the password or a code, given again by who is signed in. */
  confirm: { capacity: 10, perMs: WINDOW_MS },
  /** Per person: documents of applications that are read because of them. */
  clientDocument: { capacity: 30, perMs: WINDOW_MS },
} satisfies Record<string, LimitRule>;

export type RuleName = keyof typeof RULES;

/** Counts one try. Throws `rate_limited` with `details.retryAfterSeconds`. */
export async function countTry({ deps }: Pick<VisitorCtx, 'deps'>, rule: RuleName, of: string): Promise<void> {
  const taken = await deps.limits.take(`${rule}:${of}`, RULES[rule]);
  if (taken.ok) return;
  const { retryAfterSeconds } = taken;
  throw new AppError('rate_limited', `Too many tries. Try again in ${retryAfterSeconds} s.`, { details: { retryAfterSeconds } });
}

/** The try turned out good. */
export const forgiveTry = ({ deps }: Pick<VisitorCtx, 'deps'>, rule: RuleName, of: string): Promise<void> =>
  deps.limits.giveBack(`${rule}:${of}`, RULES[rule]);

/** An address typed by a stranger, short and without being kept readable. */
export const accountKey = (email: string): string => createHash('sha256').update(email).digest('base64url').slice(0, 22);

export const networkKey = ({ ip }: Pick<VisitorCtx, 'ip'>): string => networkOf(ip);
