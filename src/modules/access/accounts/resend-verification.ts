// Mails the link that verifies an address again. The answer is the same, and as fast, for an address that needs none.
import { z } from 'zod';
import { parseInput } from '#kernel/parse-input';
import type { VisitorCtx } from '../sessions/person-ctx.ts';
import { emailField } from '../user.ts';
import { inBackground } from './in-background.ts';
import { countTry, networkKey } from './try-limits.ts';
import { mailVerificationLink } from './verification-link.ts';
import { requireMail, requirePasswords } from './visitor-doors.ts';

const addressInput = z.strictObject({ email: emailField });

export async function resendVerification(ctx: VisitorCtx, raw: unknown): Promise<void> {
  requirePasswords(ctx);
  requireMail(ctx);
  const { email } = parseInput(addressInput, raw);
  await countTry(ctx, 'visitor', networkKey(ctx));
  inBackground(ctx, () => mailVerificationLink(ctx, email));
}
