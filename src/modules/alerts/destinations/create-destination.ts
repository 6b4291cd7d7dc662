// Adds a destination that a person types: an incoming webhook of Slack, or a webhook of anyone's.
import { record } from '#modules/access';
import { newId } from '#kernel/ids';
import { notFound } from '#kernel/errors';
import { parseInput } from '#kernel/parse-input';
import { requireRole } from '#kernel/role';
import type { Ctx } from '#platform/ctx';
import { inTransaction } from '#platform/db/transaction';
import { ALL_CHANNELS } from '../channels/all-channels.ts';
import type { AlertDestination } from '../destination.ts';
import { auditedDestination } from './audited-destination.ts';
import { destinationInput } from './destination-input.ts';
import { ensureEmail } from './ensure-email.ts';
import { refusingTakenName } from './name-taken.ts';
import { newSigningSecret } from './new-signing-secret.ts';
import { presentDestination } from './present-destination.ts';
import { requireRoom } from './require-room.ts';
import { requireUrl } from './require-url.ts';
import { findStored, insertStored } from './store.ts';

/** `secret`: of kind `webhook`, shown this once. */
export type CreatedDestination = AlertDestination & { readonly secret?: string };

/** Throws `conflict` on `name` when it is taken. */
export async function createDestination(ctx: Ctx, raw: unknown): Promise<CreatedDestination> {
  requireRole(ctx, 'admin');
  const { name, kind, url } = parseInput(destinationInput, raw);
  const { href, hint } = requireUrl(ctx.deps, kind, url);
  const { db, vault, clock } = ctx.deps;
  const secret = ALL_CHANNELS[kind].isSigned ? newSigningSecret() : undefined;
  const work = inTransaction(db, async (tx) => {
    await ensureEmail(ctx, tx);
    await requireRoom(tx, ctx.org.id);
    const fresh = {
      id: newId('dest'),
      orgId: ctx.org.id,
      kind,
      name,
      config: { urlHint: hint },
      secretId: await vault.put(tx, ctx.org.id, href),
      signingSecretId: secret === undefined ? null : await vault.put(tx, ctx.org.id, secret),
    };
    await insertStored(tx, { ...fresh, now: clock.now() });
    await record(tx, ctx, {
      action: 'destination.create',
      objectType: 'destination',
      objectId: fresh.id,
      after: auditedDestination({ ...fresh, needsReauth: false }),
    });
    const stored = await findStored(tx, ctx.org.id, fresh.id);
    if (!stored) throw notFound('destination');
    return stored;
  });
  const created = presentDestination(ctx.deps, await refusingTakenName(work));
  return secret === undefined ? created : { ...created, secret };
}
