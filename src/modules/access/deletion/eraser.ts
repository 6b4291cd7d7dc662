// How each part of the product forgets an organization: in batches, each of them safe to repeat.
import type { Db } from '#platform/db/connect';

export interface Eraser {
  /** For the log. */
  readonly name: string;
  /** Removes some rows of the organization in one short transaction; 0 when none is left. */
  eraseBatch(db: Db, orgId: string): Promise<number>;
}
