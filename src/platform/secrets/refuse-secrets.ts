// Credentials belong into auth profiles: secret-shaped text in an input is refused, named but never repeated (spec 09 §7).
import { AppError } from '#kernel/errors';
import { findSecret } from './secret-shapes.ts';
import type { FoundSecret } from './secret-shapes.ts';

/** Throws `secret_in_arguments` naming the field as the caller wrote it. */
export function refuseSecrets(raw: unknown): void {
  const found = findSecret(raw);
  if (!found) return;
  const { field, message } = secretError(found);
  throw new AppError('secret_in_arguments', `${field}: ${message}`, {
    fieldErrors: [{ field, message }],
    details: { field, rule: found.rule },
  });
}

export const secretError = ({ field, rule }: FoundSecret): { field: string; message: string } => ({
  field,
  message:
    rule === 'unreadable'
      ? 'is nested too deeply or too large to be searched for secrets'
      : `looks like a secret (${rule}); put credentials into an auth profile of the server`,
});
