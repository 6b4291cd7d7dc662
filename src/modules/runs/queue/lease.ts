// Keeps a claim alive beside the work, and ends the work when the claim is lost, cancelled, or the worker stops.
import { seconds } from '#kernel/duration';
import type { Deps } from '#platform/ctx';
import { cancelNotice } from './notices.ts';
import { LEASE_MS, renewLease } from './store.ts';
import type { Claim } from './store.ts';

const RENEW_MS = seconds(15);

/** `lost`: another worker may own the run; `cancelled`: someone asked for it; `stopped`: this process ends. */
export type LeaseEnd = 'lost' | 'cancelled' | 'stopped';

export interface Lease {
  /** Aborts when the work must end; `endedBy` says why. */
  readonly signal: AbortSignal;
  readonly endedBy: LeaseEnd | undefined;
  /** Ends the renewing. Call it always. */
  release(): Promise<void>;
}

type Doors = Pick<Deps, 'db' | 'clock' | 'live' | 'log'>;

export function holdLease(deps: Doors, claim: Claim, outer: AbortSignal): Lease {
  const work = new AbortController();
  const renewing = new AbortController();
  let endedBy: LeaseEnd | undefined;
  const end = (why: LeaseEnd): void => {
    endedBy ??= why;
    work.abort(new Error(`the run's work ended: ${endedBy}`));
  };
  const onStop = (): void => end('stopped');
  if (outer.aborted) onStop();
  outer.addEventListener('abort', onStop, { once: true });
  if (claim.isCancelRequested) end('cancelled');
  const unsubscribe = deps.live.subscribe('run', (subject) => {
    if (subject === cancelNotice(claim.runId)) end('cancelled');
  });
  const renewed = renewUntil(deps, claim, { signal: renewing.signal, end });
  return {
    signal: work.signal,
    get endedBy() {
      return endedBy;
    },
    release: async () => {
      outer.removeEventListener('abort', onStop);
      unsubscribe();
      renewing.abort();
      await renewed;
    },
  };
}

interface Renewal {
  readonly signal: AbortSignal;
  readonly end: (why: LeaseEnd) => void;
}

/** A database that cannot be reached costs nothing until the lease itself has run out. */
async function renewUntil(deps: Doors, claim: Claim, { signal, end }: Renewal): Promise<void> {
  let heldUntilMs = deps.clock.now().getTime() + LEASE_MS;
  while (!signal.aborted) {
    // Released: the sleep ends by rejecting, and that is all there is to know.
    await deps.clock.sleep(RENEW_MS, signal).catch(() => undefined);
    if (signal.aborted) return;
    const until = new Date(deps.clock.now().getTime() + LEASE_MS);
    try {
      const state = await renewLease(deps.db, claim, until);
      if (state !== 'lost') heldUntilMs = until.getTime();
      if (state !== 'held') end(state);
    } catch (error) {
      deps.log.warn({ runId: claim.runId, error: error instanceof Error ? error.message : 'unknown' }, 'a lease could not be renewed');
      if (deps.clock.now().getTime() >= heldUntilMs) end('lost');
    }
  }
}
