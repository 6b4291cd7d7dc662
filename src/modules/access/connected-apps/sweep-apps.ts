// Forgets codes, tokens and grants that are over, and applications nobody lets in.
import { minutes } from '#kernel/duration';
import { inBatches } from '#kernel/in-batches';
import type { Deps } from '#platform/ctx';
import { FORMER_KEPT_MS, UNUSED_KEPT_MS } from '../app-clients/app-client.ts';
import { dropForgotten } from '../app-clients/store.ts';
import { dropEmptyGrants } from './store.ts';
import { dropLapsed } from '../app-tokens/store.ts';

const BATCH = 1_000;
/** Of one kind and sweep; the next hour continues. */
const MAX_BATCHES = 100;
/** What is over stays for a moment, so that no exchange under way loses its ground, and a late second use is noticed. */
const GRACE_MS = minutes(10);

export async function sweepApps(
  deps: Pick<Deps, 'db' | 'clock' | 'log'>,
  signal: AbortSignal = new AbortController().signal,
): Promise<void> {
  const { db, clock, log } = deps;
  const at = clock.now().getTime();
  const before = (ms: number): Date => new Date(at - ms);
  const all = (batch: () => Promise<number>) => inBatches({ signal, size: BATCH, maxBatches: MAX_BATCHES }, batch);
  const over = { now: before(GRACE_MS), limit: BATCH };
  const codes = await all(() => dropLapsed(db, 'app_codes', over));
  const tokens = await all(() => dropLapsed(db, 'app_tokens', over));
  const grants = await all(() => dropEmptyGrants(db, over));
  const forgotten = { unusedBefore: before(UNUSED_KEPT_MS), formerBefore: before(FORMER_KEPT_MS), limit: BATCH };
  const clients = await all(() => dropForgotten(db, forgotten));
  log.info({ codes, tokens, grants, clients }, 'what connected apps left behind was forgotten');
}
