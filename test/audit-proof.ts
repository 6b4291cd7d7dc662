// What shows that a verb is written down: how it is used once, and the row it leaves.
import type { Filled } from './filled-organization.ts';

export interface Scene extends Filled {
  /** A person who is no member. */
  readonly guestId: string;
}

export interface Proof {
  readonly act: (scene: Scene) => Promise<unknown>;
  /** Of the row that is looked for. */
  readonly action: string;
  /** The changed fields, before and after; null: the object was not there. */
  readonly before: readonly string[] | null;
  readonly after: readonly string[] | null;
}
