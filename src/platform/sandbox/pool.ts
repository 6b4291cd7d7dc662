// The sandbox processes: one image each for life, a spare one kept warm, a bounded queue before them.
import { AppError } from '#kernel/errors';
import type { Log } from '#platform/log';
import { FairQueue } from '#platform/turns/fair-queue';
import type { Enclosure } from './enclosure.ts';
import type { Engine } from './engines.ts';
import { Slot } from './slot.ts';

export interface PoolOptions {
  readonly engine: Engine;
  enclosure(): Enclosure;
  /** Nothing starts in it after all. True when there was something to take away. */
  weaken(): boolean;
  readonly log: Log;
  /** Scripts at one time. */
  readonly slots: number;
}

/** Scripts that wait for a place, for each place. */
const QUEUE_PER_SLOT = 16;
/** After so many scripts a process leaves: whatever it may have gathered goes with it. */
const MAX_RUNS = 500;
const IDLE_MS = 5 * 60_000;
/** A machine on which processes do not start should not be kept busy with starting them. */
const START_TRIES = 2;

interface Waiting {
  readonly owner: string | undefined;
  readonly admit: () => void;
  readonly refuse: (error: Error) => void;
}

/**
 * At most `slots` processes that have an image, and one that has none yet. A process never serves two images: what a script
 * could leave behind in it is seen by nobody else's.
 */
export class Pool {
  readonly #options: PoolOptions;
  readonly #all = new Set<Slot>();
  /** Least recently used first. */
  readonly #idle = new Map<Slot, number>();
  readonly #queue: FairQueue<Waiting>;
  #spare: Slot | undefined;
  #isClosed = false;
  #sweeper: NodeJS.Timeout | undefined;

  constructor(options: PoolOptions) {
    this.#options = options;
    this.#queue = new FairQueue({ places: options.slots, waiting: options.slots * QUEUE_PER_SLOT });
  }

  /**
   * `key` undefined: a fresh process that serves nothing else. Throws `unavailable` when the queue is full or nothing starts.
   * The caller gives it back, always. With an `owner`, whoever has fewest places is next, and none fills the whole queue.
   */
  async take(key: string | undefined, signal?: AbortSignal, owner?: string): Promise<Slot> {
    await this.#admitted(signal, owner);
    try {
      const slot = this.#idleOf(key) ?? (await this.#fresh(key));
      slot.owner = owner;
      return slot;
    } catch (error) {
      this.#leave(owner);
      throw error;
    }
  }

  giveBack(slot: Slot, canGoOn: boolean): void {
    slot.runs += 1;
    slot.hold(false);
    if (canGoOn && slot.key !== undefined && slot.runs < MAX_RUNS && !slot.isGone && !this.#isClosed) {
      this.#idle.set(slot, performance.now());
      this.#sweep();
    } else void slot.kill();
    this.#leave(slot.owner);
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    clearInterval(this.#sweeper);
    for (const { refuse } of this.#queue.clear()) refuse(closed());
    await Promise.all([...this.#all].map((slot) => slot.kill()));
  }

  // ---- places

  #admitted(signal: AbortSignal | undefined, owner: string | undefined): Promise<void> {
    return new Promise((resolve, reject) => {
      if (this.#isClosed) throw closed();
      const onAbort = (): void => {
        this.#queue.giveUp(waiting);
        reject(signal?.reason instanceof Error ? signal.reason : new Error('aborted'));
      };
      const settled = (settle: () => void) => (): void => {
        signal?.removeEventListener('abort', onAbort);
        settle();
      };
      const waiting: Waiting = { owner, admit: settled(resolve), refuse: (error) => settled(() => reject(error))() };
      const entered = this.#queue.enter(waiting);
      if (entered === 'now') resolve();
      else if (entered === 'later') signal?.addEventListener('abort', onAbort, { once: true });
      else throw new AppError('unavailable', 'The sandbox is busy: too many scripts wait for a place. Try again later.');
    });
  }

  /** The next in the queue takes the place over. */
  #leave(owner: string | undefined): void {
    this.#queue.leave({ owner })?.admit();
  }

  // ---- processes

  #idleOf(key: string | undefined): Slot | undefined {
    const idle = key === undefined ? undefined : [...this.#idle.keys()].findLast((slot) => slot.key === key && !slot.isGone);
    if (idle === undefined) return undefined;
    this.#idle.delete(idle);
    idle.hold(true);
    return idle;
  }

  async #fresh(key: string | undefined): Promise<Slot> {
    for (let tries = 1; ; tries += 1) {
      const slot = this.#spare ?? this.#start();
      this.#spare = undefined;
      slot.hold(true);
      try {
        await slot.ready;
        slot.key = key;
        this.#makeRoom();
        this.#spare = this.#isClosed ? undefined : this.#start();
        return slot;
      } catch (error) {
        await slot.kill();
        this.#options.log.warn({ error, stderr: slot.stderr }, 'a sandbox process did not start');
        if (this.#isClosed || (tries >= START_TRIES && !this.#options.weaken()))
          throw new AppError('unavailable', 'No sandbox process could be started on this machine.', { cause: error });
      }
    }
  }

  #start(): Slot {
    const slot = new Slot(this.#options.engine, this.#options.enclosure());
    this.#all.add(slot);
    void slot.gone.then(() => {
      this.#all.delete(slot);
      this.#idle.delete(slot);
      if (this.#spare === slot) this.#spare = undefined;
    });
    return slot;
  }

  /** Those of other images make place for one that is busy now. */
  #makeRoom(): void {
    const excess = this.#queue.taken + this.#idle.size - this.#options.slots;
    for (const slot of [...this.#idle.keys()].slice(0, Math.max(0, excess))) this.#retire(slot);
  }

  #retire(slot: Slot): void {
    this.#idle.delete(slot);
    void slot.kill();
  }

  /** Processes that nobody needed for a while leave; the spare one stays. */
  #sweep(): void {
    this.#sweeper ??= setInterval(() => {
      const before = performance.now() - IDLE_MS;
      for (const [slot, since] of this.#idle) if (since < before) this.#retire(slot);
    }, IDLE_MS / 5).unref();
  }
}

export const closed = (): AppError => new AppError('unavailable', 'The sandbox is closed.');
