// The processes of one hosted program: found by descent while it runs, and by its mark wherever they went.
import { markText } from './process-mark.ts';
import { killMarked, signal } from './kill-marked.ts';
import { allEntries, childrenOf, entryOf, memoryOf, wasStartedWith } from './process-table.ts';

export interface TreeUse {
  readonly processes: number;
  readonly memoryBytes: number;
}

export class ProcessTree {
  readonly #root: number;
  readonly #mark: string;
  /** Pid to start time, so that a recycled pid is not taken for one of ours. */
  readonly #known = new Map<number, number>();
  /** While the first process is not reaped, the numbers of its group and session can belong to nobody else. */
  #isRootReaped = false;

  constructor(root: number, mark: string) {
    this.#root = root;
    this.#mark = markText(mark);
    this.#note(root);
  }

  rootReaped(): void {
    this.#isRootReaped = true;
  }

  /** Cheap: follows the children of those known. `isThorough` also finds those whose parents are gone. */
  use(isThorough: boolean): TreeUse {
    const pids = this.members(isThorough);
    // What has ended and is not reaped keeps its number, and a machine has only so many.
    const ended = pids.flatMap(childrenOf).filter((pid) => !this.#known.has(pid)).length;
    return { processes: pids.length + ended, memoryBytes: pids.reduce((sum, pid) => sum + memoryOf(pid), 0) };
  }

  members(isThorough: boolean): number[] {
    if (isThorough) for (const pid of this.#strays()) this.#note(pid);
    for (const [pid, startedAt] of this.#known) if (entryOf(pid)?.startedAt !== startedAt) this.#known.delete(pid);
    // Those found are walked as well: the map grows under the loop.
    for (const pid of this.#known.keys()) for (const child of childrenOf(pid)) this.#note(child);
    return [...this.#known.keys()];
  }

  signalAll(name: NodeJS.Signals): void {
    const pids = this.members(true);
    if (!this.#isRootReaped) signal(-this.#root, name);
    for (const pid of pids) if (entryOf(pid)?.group !== this.#root) signal(pid, name);
  }

  /** Resolves with how many could not be ended. */
  async killAll(): Promise<number> {
    // Atomic for the group: what forks in it this instant dies as well. Off Linux it is all we can do.
    if (!this.#isRootReaped || process.platform !== 'linux') signal(-this.#root, 'SIGKILL');
    return killMarked(this.#mark, () => this.members(false));
  }

  #strays(): number[] {
    return allEntries().flatMap(({ pid, group, session }) => {
      const isNear = !this.#isRootReaped && (group === this.#root || session === this.#root);
      return isNear || wasStartedWith(pid, this.#mark) ? [pid] : [];
    });
  }

  #note(pid: number): void {
    const entry = entryOf(pid);
    if (entry) this.#known.set(pid, entry.startedAt);
  }
}
