// What stands before everything a visitor may do with a password or a provider.
import { AppError } from '#kernel/errors';
import type { VisitorCtx } from '../sessions/person-ctx.ts';

/** `armature up` has no passwords: it prints a one-time link. */
export function requirePasswords({ deps }: Pick<VisitorCtx, 'deps'>): void {
  if (deps.settings.singleUser) {
    throw new AppError(
      'feature_disabled',
      'This instance is for one person and has no passwords; sign in with the link it printed at start.',
    );
  }
}

export function requireMail({ deps }: Pick<VisitorCtx, 'deps'>): void {
  if (!deps.mail.isConfigured) {
    throw new AppError('feature_disabled', 'This instance sends no mail. Ask whoever runs it to set SMTP_URL.');
  }
}
