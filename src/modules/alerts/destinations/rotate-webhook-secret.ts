// Replaces the secret that a webhook's messages are signed with; the old one is not used again.
import { z } from 'zod';
import { AppError } from '#kernel/errors';
import { parseInput } from '#kernel/parse-input';
import { requireRole } from '#kernel/role';
import type { Ctx } from '#platform/ctx';
import { ALL_CHANNELS } from '../channels/all-channels.ts';
import { changeDestination } from './change-destination.ts';
import { idField } from './destination-input.ts';
import { newSigningSecret } from './new-signing-secret.ts';

const input = z.strictObject({ destinationId: idField });

/** The new secret, shown this once. Throws `conflict` for kinds whose messages are not signed. */
export async function rotateWebhookSecret(ctx: Ctx, raw: unknown): Promise<{ readonly secret: string }> {
  requireRole(ctx, 'admin');
  const { destinationId } = parseInput(input, raw);
  const secret = newSigningSecret();
  await changeDestination(ctx, {
    destinationId,
    action: 'destination.rotate_secret',
    change: async (tx, { kind }) => {
      if (!ALL_CHANNELS[kind].isSigned) throw new AppError('conflict', 'Only messages to a destination of kind webhook are signed.');
      return { signingSecretId: await ctx.deps.vault.put(tx, ctx.org.id, secret) };
    },
  });
  return { secret };
}
