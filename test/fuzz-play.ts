// Plays a number of made-up requests to each route, and tells of the smallest one that is answered wrongly.
import fc from 'fast-check';
import { requestTo } from './fuzz-requests.ts';
import type { FuzzRequest } from './fuzz-requests.ts';
import type { FuzzRoute } from './fuzz-routes.ts';
import type { FuzzWorld } from './fuzz-world.ts';

export interface FuzzPlan {
  readonly world: FuzzWorld;
  readonly requests: number;
  readonly seed: number;
  /** Called with every status, so that a test can see that something was asked at all. */
  readonly onStatus: (status: number) => void;
}

/** Throws with the seed, and the smallest request that fails as well. */
export async function fuzz(route: FuzzRoute, { world, requests, seed, onStatus }: FuzzPlan): Promise<void> {
  const result = await fc.check(
    fc.asyncProperty(requestTo(route, world.cast.pools), async (request) => onStatus(await world.play(route, request))),
    { numRuns: requests, seed, interruptAfterTimeLimit: 60_000, markInterruptAsFailure: false },
  );
  if (!result.failed) return;
  const [smallest] = result.counterexample ?? [];
  const why = result.errorInstance instanceof Error ? result.errorInstance.message : String(result.errorInstance);
  throw new Error(`${why}\nseed ${result.seed}, path ${result.counterexamplePath}\n${smallest === undefined ? '' : shown(smallest)}`);
}

const shown = (request: FuzzRequest): string => JSON.stringify(request).slice(0, 2_000);

/** ARMATURE_FUZZ_SEED repeats a run. */
export function seedOr(otherwise: number): number {
  const given = Number(process.env['ARMATURE_FUZZ_SEED'] ?? Number.NaN);
  return Number.isInteger(given) ? given : otherwise;
}
