// How many monitors an organization may have, and how many of them active.
import { AppError } from '#kernel/errors';
import type { Ctx } from '#platform/ctx';
import type { Tx } from '#platform/db/connect';
import type { MonitorSpec } from './monitor.ts';
import { countMonitors } from './store.ts';

export const MAX_ACTIVE_MONITORS = 5_000;
const MAX_MONITORS = 10_000;

type Stated = Pick<MonitorSpec, 'state'>;

/** Throws `conflict` when these are too many more. Two that ask at once are answered one after the other. */
export async function requireRoom(tx: Tx, ctx: Pick<Ctx, 'org'>, added: readonly Stated[]): Promise<void> {
  const { active, all } = await countMonitors(tx, ctx.org.id);
  refuseMore('active monitors', { has: active, added: added.filter(({ state }) => state === 'active').length, max: MAX_ACTIVE_MONITORS });
  refuseMore('monitors', { has: all, added: added.length, max: MAX_MONITORS });
}

/** The same for one that is there and becomes active. */
export async function requireRoomToResume(tx: Tx, ctx: Pick<Ctx, 'org'>): Promise<void> {
  const { active } = await countMonitors(tx, ctx.org.id);
  refuseMore('active monitors', { has: active, added: 1, max: MAX_ACTIVE_MONITORS });
}

function refuseMore(what: string, { has, added, max }: { has: number; added: number; max: number }): void {
  if (added === 0 || has + added <= max) return;
  const message = `This organization has ${has} ${what}; with ${added} more there would be over ${max}. Pause or delete some first.`;
  throw new AppError('conflict', message, { details: { has, added, max } });
}
