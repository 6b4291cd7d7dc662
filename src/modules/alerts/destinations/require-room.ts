// How many destinations an organization can have.
import { AppError } from '#kernel/errors';
import type { Tx } from '#platform/db/connect';
import { countStored, MAX_DESTINATIONS } from './store.ts';

export async function requireRoom(tx: Tx, orgId: string): Promise<void> {
  if ((await countStored(tx, orgId)) < MAX_DESTINATIONS) return;
  throw new AppError('conflict', `An organization has at most ${MAX_DESTINATIONS} destinations. Remove one that no rule uses.`);
}
