// Mails a link to choose a new password. The answer is the same, and as fast, for an address nobody has.
import { z } from 'zod';
import { parseInput } from '#kernel/parse-input';
import type { VisitorCtx } from '../sessions/person-ctx.ts';
import { emailField } from '../user.ts';
import { inBackground } from './in-background.ts';
import { resetMail, sendOrLog } from './mails.ts';
import { countTry, networkKey } from './try-limits.ts';
import { mayMail } from './verification-link.ts';
import { requireMail, requirePasswords } from './visitor-doors.ts';

const addressInput = z.strictObject({ email: emailField });

export async function forgotPassword(ctx: VisitorCtx, raw: unknown): Promise<void> {
  requirePasswords(ctx);
  requireMail(ctx);
  const { email } = parseInput(addressInput, raw);
  await countTry(ctx, 'visitor', networkKey(ctx));
  inBackground(ctx, async () => {
    if (!(await mayMail(ctx, 'reset', email))) return;
    const token = await ctx.deps.auth.resetToken(email);
    if (token !== undefined) await sendOrLog(ctx, email, resetMail(ctx.deps.settings.publicUrl, token));
  });
}
