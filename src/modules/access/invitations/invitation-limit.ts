// 50 invitations a day and organization, sent again or not, whatever the number of processes (spec 09 §9).
import { days } from '#kernel/duration';
import { AppError } from '#kernel/errors';
import type { Ctx } from '#platform/ctx';
import type { LimitRule } from '#platform/rate-limit/limits';

const PER_DAY: LimitRule = { capacity: 50, perMs: days(1) };

/** One invitation's worth of `work`; what is refused does not count. Throws `rate_limited` (`details.retryAfterSeconds`). */
export async function withinInvitationLimit<T>(ctx: Ctx, work: () => Promise<T>): Promise<T> {
  const { limits } = ctx.deps;
  const key = `invitations:${ctx.org.id}`;
  const taken = await limits.take(key, PER_DAY);
  if (!taken.ok) {
    const { retryAfterSeconds } = taken;
    throw new AppError(
      'rate_limited',
      `An organization can send ${PER_DAY.capacity} invitations a day. Try again in ${retryAfterSeconds} s.`,
      {
        details: { retryAfterSeconds },
      },
    );
  }
  try {
    return await work();
  } catch (error) {
    await limits.giveBack(key, PER_DAY);
    throw error;
  }
}
