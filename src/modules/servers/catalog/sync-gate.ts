// Lets callers of one process share a sync under way, and bounds how many run at once: each holds a database connection.
import type { SyncResult } from './sync-result.ts';

const MAX_AT_ONCE = 3;

export class SyncGate {
  readonly #underWay = new Map<string, Promise<SyncResult>>();
  readonly #waiting: (() => void)[] = [];
  #running = 0;

  /** Joins the sync of this server, or starts `work` when its turn has come. */
  run(serverId: string, work: () => Promise<SyncResult>): Promise<SyncResult> {
    const running = this.#underWay.get(serverId);
    if (running) return running;
    const started = this.#inTurn(work).finally(() => this.#underWay.delete(serverId));
    this.#underWay.set(serverId, started);
    return started;
  }

  async #inTurn(work: () => Promise<SyncResult>): Promise<SyncResult> {
    if (this.#running >= MAX_AT_ONCE) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    else this.#running += 1;
    try {
      return await work();
    } finally {
      // The turn passes on as it is, so that nobody can slip in between.
      const next = this.#waiting.shift();
      if (next) next();
      else this.#running -= 1;
    }
  }
}
