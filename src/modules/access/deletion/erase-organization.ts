// Erases what a closed organization leaves behind, batch by batch. Stopped anywhere, it goes on where it was; done twice, it does no harm.
import { minutes } from '#kernel/duration';
import type { Deps } from '#platform/ctx';
import { beingDeleted, bury, closedAt } from '../organizations/store.ts';
import type { Eraser } from './eraser.ts';
import { ownErasers } from './own-erasers.ts';

type Doors = Pick<Deps, 'db' | 'clock' | 'log'>;

/** A request that was let in before the closing is over by then, and so are all syncs: nothing of the organization is written any more. */
const QUIET_MS = minutes(10);
/** Of one eraser and call; what is left then is a later call's. */
const MAX_BATCHES = 20_000;
const MAX_PLANNED = 1_000;

export type Erasure = { readonly state: 'erased' | 'nothing_to_do' } | { readonly state: 'come_again'; readonly at: Date };

/** `erasers` in the order in which they are to forget: secrets first, and what refers before what it refers to. */
export async function eraseOrganization(
  deps: Doors,
  { orgId, signal }: { readonly orgId: string; readonly signal: AbortSignal },
  erasers: readonly Eraser[],
): Promise<Erasure> {
  const { db, clock, log } = deps;
  const closed = await closedAt(db, orgId);
  if (!closed) return { state: 'nothing_to_do' };
  const quietAt = new Date(closed.getTime() + QUIET_MS);
  // Asked before the first part: what is written behind a part that is done already needs another round.
  const isQuiet = clock.now() >= quietAt;
  for (const eraser of [...erasers, ...ownErasers]) {
    const rows = await eraseAll(db, { orgId, signal, eraser });
    if (rows > 0) log.info({ orgId, part: eraser.name, rows }, 'data of a deleted organization was erased');
  }
  if (!isQuiet) return { state: 'come_again', at: quietAt };
  await bury(db, orgId, clock.now());
  log.info({ orgId }, 'an organization is deleted');
  return { state: 'erased' };
}

async function eraseAll(
  db: Deps['db'],
  { orgId, signal, eraser }: { readonly orgId: string; readonly signal: AbortSignal; readonly eraser: Eraser },
): Promise<number> {
  let total = 0;
  for (let batch = 0; batch < MAX_BATCHES; batch += 1) {
    signal.throwIfAborted();
    const rows = await eraser.eraseBatch(db, orgId);
    if (rows === 0) return total;
    total += rows;
  }
  throw new Error(`an organization has more ${eraser.name} than one job erases; the next one goes on`);
}

/** Organizations whose erasing is not finished: for a worker that looks whether their job got lost. At most 1000. */
export const organizationsBeingDeleted = (deps: Pick<Deps, 'db'>): Promise<readonly string[]> => beingDeleted(deps.db, MAX_PLANNED);
