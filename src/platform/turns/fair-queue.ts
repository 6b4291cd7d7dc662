// Whose turn it is where places are few: so many at a time, so many waiting, and no owner keeps the others from theirs.

/** Without an owner it is its own: nobody's share counts it. */
interface Owned {
  readonly owner?: string | undefined;
}

export interface Room {
  /** Taken at one time. */
  readonly places: number;
  /** More than these are not let in. */
  readonly waiting: number;
}

/** Of those who wait, that one owner may be. */
const OWN_SHARE = 0.5;
/** Owners whose last turn is known. Whoever had theirs before all of these counts as never having had one. */
const MAX_REMEMBERED = 1_000;

/**
 * Only says who is next: to wait, to leave and to be refused is for those who use it. Every `enter` that was answered `now`, and
 * every one whom `leave` named, gives the place back by `leave`.
 */
export class FairQueue<Waiter extends Owned> {
  readonly #room: Room;
  readonly #waiting = new Set<Waiter>();
  readonly #placesOf = new Map<string, number>();
  /** Longest ago first. */
  readonly #lastTurnOf = new Map<string, number>();
  #turns = 0;
  #taken = 0;

  constructor(room: Room) {
    this.#room = room;
  }

  /** Places. */
  get taken(): number {
    return this.#taken;
  }

  /** `now`: it has a place. `later`: `leave` will name it. `full`: there is no room for it to wait, or none for its owner. */
  enter(waiter: Waiter): 'now' | 'later' | 'full' {
    if (this.#taken < this.#room.places) {
      this.#place(waiter);
      return 'now';
    }
    if (this.#isFullFor(waiter)) return 'full';
    this.#waiting.add(waiter);
    return 'later';
  }

  /** Gives the place of one of `owner`'s back; who has it now is no longer waiting. */
  leave({ owner }: Owned): Waiter | undefined {
    this.#taken -= 1;
    this.#count(owner, -1);
    const next = this.#next();
    if (next === undefined) return undefined;
    this.#waiting.delete(next);
    this.#place(next);
    return next;
  }

  /** It does not wait any more. */
  giveUp(waiter: Waiter): void {
    this.#waiting.delete(waiter);
  }

  /** Those who waited; nobody does now. */
  clear(): readonly Waiter[] {
    const waited = [...this.#waiting];
    this.#waiting.clear();
    return waited;
  }

  #isFullFor({ owner }: Waiter): boolean {
    const { waiting } = this.#room;
    const own = owner === undefined ? 0 : [...this.#waiting].filter((other) => other.owner === owner).length;
    return this.#waiting.size >= waiting || own >= waiting * OWN_SHARE;
  }

  #place({ owner }: Waiter): void {
    this.#taken += 1;
    this.#turns += 1;
    this.#count(owner, 1);
    if (owner === undefined) return;
    // Behind all others.
    this.#lastTurnOf.delete(owner);
    this.#lastTurnOf.set(owner, this.#turns);
    const [oldest] = this.#lastTurnOf.keys();
    if (this.#lastTurnOf.size > MAX_REMEMBERED && oldest !== undefined) this.#lastTurnOf.delete(oldest);
  }

  /** Whoever has the fewest places, then who did not have a turn for longest, then who waits longest. */
  #next(): Waiter | undefined {
    const places = ({ owner }: Waiter): number => (owner === undefined ? 0 : (this.#placesOf.get(owner) ?? 0));
    const lastTurn = ({ owner }: Waiter): number => (owner === undefined ? 0 : (this.#lastTurnOf.get(owner) ?? 0));
    return [...this.#waiting].toSorted((a, b) => places(a) - places(b) || lastTurn(a) - lastTurn(b))[0];
  }

  #count(owner: string | undefined, by: 1 | -1): void {
    if (owner === undefined) return;
    const places = (this.#placesOf.get(owner) ?? 0) + by;
    if (places === 0) this.#placesOf.delete(owner);
    else this.#placesOf.set(owner, places);
  }
}
