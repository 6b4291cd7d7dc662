// Small live notices between processes over LISTEN/NOTIFY: "run X has news", "key Y was revoked". Loss is allowed: readers re-read.
import type { Tx } from '../db/connect.ts';

/** `app_ended`: the id of a connected application. `member_changed`: the id of a person whose role changed somewhere. */
export type LiveChannel = 'run' | 'key_revoked' | 'app_ended' | 'member_changed' | 'due' | 'fact';

export interface Live {
  /** Sent when `tx` commits, or at once without one. `subject` ≤ 200 characters, no secret. */
  publish(tx: Tx | undefined, channel: LiveChannel, subject: string): Promise<void>;
  /**
   * Returns the way to stop. `onGap` is called when notices may have been lost, because the connection broke and is back:
   * the moment to forget what is cached.
   */
  subscribe(channel: LiveChannel, listener: (subject: string) => void, onGap?: () => void): () => void;
  close(): Promise<void>;
}
