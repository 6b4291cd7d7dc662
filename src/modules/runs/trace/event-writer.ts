// Writes events in order, all that came in one turn of the event loop or during the last write at once, and tells that there is news.
import type { Deps } from '#platform/ctx';
import type { TraceEvent } from '../run.ts';
import { insertEvents } from './store.ts';
import type { Fence } from './store.ts';

/** The run belongs to someone else, or is finished. Whoever meets it stops and writes nothing. */
export class LeaseLost extends Error {
  constructor() {
    super('the lease of this run is lost');
    this.name = 'LeaseLost';
  }
}

/** Bounds one statement; a single event may have 256 KiB. */
const BATCH = 50;

export class EventWriter {
  readonly #deps: Pick<Deps, 'db' | 'live' | 'log'>;
  readonly #fence: Fence;
  #waiting: TraceEvent[] = [];
  #writing: Promise<void> = Promise.resolve();
  #isWriting = false;
  #hasNews = false;
  #isTelling = false;
  #failure: Error | undefined;

  constructor(deps: Pick<Deps, 'db' | 'live' | 'log'>, fence: Fence) {
    this.#deps = deps;
    this.#fence = fence;
  }

  /** Takes the event; throws what made an earlier one fail. */
  write(event: TraceEvent): void {
    if (this.#failure) throw this.#failure;
    this.#waiting.push(event);
    if (this.#isWriting) return;
    this.#isWriting = true;
    this.#writing = this.#writeAll();
  }

  async flush(): Promise<void> {
    await this.#writing;
    if (this.#failure) throw this.#failure;
  }

  /** Never rejects: the failure belongs to whoever writes or flushes next. */
  async #writeAll(): Promise<void> {
    try {
      // A result, the next message and the next call come in one turn: together they are one statement, not three.
      await new Promise((resolve) => setImmediate(resolve));
      while (this.#waiting.length > 0) {
        const batch = this.#waiting.splice(0, BATCH);
        if (!(await insertEvents(this.#deps.db, batch, this.#fence))) throw new LeaseLost();
        void this.#tell();
      }
    } catch (error) {
      this.#failure = error instanceof Error ? error : new Error('an event could not be stored');
      this.#waiting = [];
    } finally {
      this.#isWriting = false;
    }
  }

  /** One notice under way at most; those wanted meanwhile become one more, so that the last news is always told. Never rejects. */
  async #tell(): Promise<void> {
    this.#hasNews = true;
    if (this.#isTelling) return;
    this.#isTelling = true;
    while (this.#hasNews) {
      this.#hasNews = false;
      try {
        await this.#deps.live.publish(undefined, 'run', this.#fence.runId);
      } catch (error) {
        // A notice that is lost costs a reader a moment, never the run.
        this.#deps.log.debug(
          { runId: this.#fence.runId, error: error instanceof Error ? error.name : 'unknown' },
          'a live notice was not sent',
        );
      }
    }
    this.#isTelling = false;
  }
}
