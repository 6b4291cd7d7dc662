// What is stored for one API is never sent to another: who moves what a managed server stands for gives its credentials again.
import { invalidField } from '#kernel/errors';
import type { Ctx } from '#platform/ctx';
import type { Tx } from '#platform/db/connect';
import { isSameOrigin } from '../origin.ts';
import { profilesOf } from '../profiles/store.ts';
import { lockServer } from '../store.ts';

interface Move {
  readonly serverId: string;
  /** Where calls go, before and after; null: nowhere. */
  readonly from: string | null;
  readonly to: string | null;
}

/** Throws `validation_failed` on `baseUrl` while an auth profile of the record holds a credential. */
export async function refuseCredentialMove(tx: Tx, ctx: Ctx, { serverId, from, to }: Move): Promise<void> {
  if (to === null || isSameOrigin(from, to)) return;
  // nobody adds one meanwhile
  await lockServer(tx, ctx.org.id, serverId);
  const kept = (await profilesOf(tx, ctx.org.id, serverId)).find(({ secretId }) => secretId !== null);
  if (!kept) return;
  throw invalidField(
    'baseUrl',
    `is of another origin, where the credential of the auth profile "${kept.name}" of its server may not be sent: set that profile to none first, and give its credential again afterwards`,
  );
}
