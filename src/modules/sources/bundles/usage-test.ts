// What Code Mode, which comes after this module, tells of a bundle before it is promoted: whether recent scripts still work with it.
import type { Deps } from '#platform/ctx';
import type { Compiled } from '../compile/compiled.ts';
import type { BundleUsage } from './bundle.ts';

export interface UsageQuestion {
  readonly orgId: string;
  readonly sourceId: string;
  readonly environment: string;
  /** Opens it: only asked for where there is something to try. */
  readonly compiled: () => Promise<Pick<Compiled, 'operations' | 'schemas' | 'types' | 'contentHash'>>;
  readonly signal: AbortSignal;
}

/** Null: nothing is known, or it could not be tried in time. */
export type UsageTest = (deps: Deps, question: UsageQuestion) => Promise<BundleUsage | null>;
