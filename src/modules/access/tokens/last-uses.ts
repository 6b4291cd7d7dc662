// "Last used", written at most once a minute for each: a convenience, so a good token never fails for it.
import { MS_PER_MINUTE } from '#kernel/duration';
import type { Deps } from '#platform/ctx';

const MAX_KEPT = 10_000;

type Doors = Pick<Deps, 'db' | 'clock' | 'log'>;

export class LastUses {
  readonly #write: (db: Deps['db'], id: string, at: Date) => Promise<void>;
  /** Id → when its use was last written, milliseconds. */
  readonly #written = new Map<string, number>();

  constructor(write: (db: Deps['db'], id: string, at: Date) => Promise<void>) {
    this.#write = write;
  }

  async note({ db, clock, log }: Doors, id: string): Promise<void> {
    const now = clock.now();
    const last = this.#written.get(id);
    if (last !== undefined && now.getTime() - last < MS_PER_MINUTE) return;
    if (this.#written.size >= MAX_KEPT) this.#written.clear();
    this.#written.set(id, now.getTime());
    try {
      await this.#write(db, id, now);
    } catch (error) {
      log.warn({ id, error: error instanceof Error ? error.message : String(error) }, 'the last use of a token could not be written');
    }
  }
}
