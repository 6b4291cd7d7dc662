// The events of this process that are not stored yet. Whoever records one never waits for the database.
import { randomUUID } from 'node:crypto';
import { seconds } from '#kernel/duration';
import type { Deps } from '#platform/ctx';
import type { Db } from '#platform/db/connect';
import { redactorOf } from '#platform/secrets/kept-redactor';
import type { ToolCallEvent } from './event.ts';
import { insertEvents } from './store.ts';
import { storedEvent } from './stored-event.ts';

export type EventDoors = Pick<Deps, 'db' | 'clock' | 'log' | 'vault'>;

/** What is recorded within it is stored together. */
const GATHER_MS = seconds(1);
/** As many do not wait for the others. */
const BATCH = 500;
/** While the database does not answer; what comes then is counted and lost. */
const MAX_WAITING = 5_000;

class EventBuffer {
  #waiting: ToolCallEvent[] = [];
  #lost = 0;
  #isEnding = false;
  #gathering = new AbortController();
  #storing: Promise<void> | undefined;

  add(doors: EventDoors, event: ToolCallEvent): void {
    if (this.#waiting.length >= MAX_WAITING) {
      this.#lost += 1;
      return;
    }
    this.#waiting.push(event);
    if (this.#waiting.length >= BATCH) this.#gathering.abort();
    this.#storing ??= this.#storeAll(doors);
  }

  /** Stores what waits without gathering more. */
  async settled(): Promise<void> {
    this.#isEnding = true;
    this.#gathering.abort();
    // Ends: whoever settles has stopped recording.
    while (this.#storing) await this.#storing;
    this.#isEnding = false;
  }

  /** Forgets itself in the moment it finds nothing more, so that no event can slip in between and wait for ever. */
  async #storeAll(doors: EventDoors): Promise<void> {
    while (this.#waiting.length > 0) {
      if (this.#waiting.length < BATCH && !this.#isEnding) await this.#gather(doors);
      const batch = this.#waiting.splice(0, BATCH);
      const lost = this.#lost;
      this.#lost = 0;
      if (lost > 0) doors.log.warn({ lost }, 'analytics events came faster than they could be stored');
      for (const [orgId, events] of Map.groupBy(batch, (event) => event.orgId)) await storeOf(doors, orgId, events);
    }
    this.#storing = undefined;
  }

  async #gather({ clock }: EventDoors): Promise<void> {
    this.#gathering = new AbortController();
    // Rejects when the wait is cut short, which is no failure.
    await clock.sleep(GATHER_MS, this.#gathering.signal).catch(() => undefined);
  }
}

/** Analytics never stop what they look at: events that cannot be stored are told to the log, and lost. */
async function storeOf({ db, log, vault }: EventDoors, orgId: string, events: readonly ToolCallEvent[]): Promise<void> {
  try {
    const redactor = await redactorOf(vault, orgId);
    const rows = events.map((event) => redactor.redact(storedEvent(event, randomUUID())));
    await insertEvents(db, orgId, rows);
  } catch (error) {
    log.warn({ orgId, lost: events.length, error }, 'analytics events could not be stored');
  }
}

// One buffer per process is one per pool of connections; a second pool in a test is a second process.
const buffers = new WeakMap<Db, EventBuffer>();

export function bufferOf(db: Db): EventBuffer {
  const buffer = buffers.get(db) ?? new EventBuffer();
  buffers.set(db, buffer);
  return buffer;
}
