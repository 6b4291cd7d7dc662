// How each part of the product tells everything it knows of an organization, one object at a time.
import type { Ctx } from '#platform/ctx';

/** `kind` says what it is, in the words of the REST API. Never a secret, and never the hash of one. */
export interface Exported {
  readonly kind: string;
  readonly [field: string]: unknown;
}

export interface Exporter {
  /** In a fixed order, with a bounded part of it in memory. */
  objects(ctx: Ctx): AsyncIterable<Exported>;
}
