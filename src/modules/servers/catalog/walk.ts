// What a walk over two schemas carries from node to node.
import type { CatalogChange } from '../server.ts';
import type { JsonObject } from './canonical.ts';

/** `input`: what callers send must still be accepted. `output`: what they read must still be there. */
export type Side = 'input' | 'output';

/** Two subschemas as they stand in their documents; a missing one is `undefined` and means "anything". */
export interface NodePair {
  readonly before: unknown;
  readonly after: unknown;
}

/** Two subschemas opened: references followed, one spelling. */
export interface KeywordPair {
  readonly before: JsonObject;
  readonly after: JsonObject;
}

export interface Budget {
  left: number;
  /** Something was left out that could have changed. */
  isCut: boolean;
}

export interface Walk {
  readonly side: Side;
  readonly beforeRoot: unknown;
  readonly afterRoot: unknown;
  /** False when neither document refers to parts of itself: then equal text means equal sense. */
  readonly hasReferences: boolean;
  /** The pairs on the way here; coming round to one again ends the branch. */
  readonly trail: readonly NodePair[];
  /** Nodes that may still be visited. */
  readonly budget: Budget;
  /** Nodes that may still be visited to find out whether one choice accepts all of another. */
  readonly coverBudget: Budget;
  /** While that is found out: what counts is the values, not the names of the properties. */
  readonly isCover: boolean;
  /** Compares two subschemas; here so that the parts of the comparison need not import each other. */
  readonly nodes: (walk: Walk, path: string, pair: NodePair) => CatalogChange[];
  readonly keywords: (walk: Walk, path: string, pair: KeywordPair) => CatalogChange[];
}
