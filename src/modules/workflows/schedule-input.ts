// What a caller may send as `schedule` (spec 02 §4): a cron text that our cron door understands, in a zone that exists.
import { z } from 'zod';
import { isTimezone, nextTick, parseCron } from '#platform/jobs/cron';

const MAX_CRON = 200;
/** Any cron that fires at all fires within its leap-year cycle; the date only has to be fixed. */
const SOME_DAY = new Date('2025-01-01T00:00:00Z');

export const scheduleInput = z
  .strictObject({
    cron: z
      .string()
      .trim()
      .min(1, 'must not be empty')
      .max(MAX_CRON, `must have at most ${MAX_CRON} characters`)
      .describe('Five fields: minute, hour, day, month, weekday'),
    timezone: z.string().trim().refine(isTimezone, 'is not an IANA time zone, such as Europe/Paris').default('UTC'),
  })
  .superRefine(({ cron, timezone }, context) => {
    // A wrong zone is reported on its own field; the cron text is still looked at.
    const problem = cronProblem(cron, isTimezone(timezone) ? timezone : 'UTC');
    if (problem) context.addIssue({ code: 'custom', path: ['cron'], message: problem });
  })
  .nullable();

function cronProblem(cron: string, timezone: string): string | undefined {
  const parsed = parseCron(cron, timezone);
  if (!parsed.ok) return parsed.error;
  return nextTick({ cron, timezone }, SOME_DAY) === null ? 'never fires' : undefined;
}
