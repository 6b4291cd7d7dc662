// Ends every process that carries a mark, however far it went from its group. Used by us, and by the watchdog after us.
import { setTimeout as sleep } from 'node:timers/promises';
import { allEntries, wasStartedWith } from './process-table.ts';

const MAX_ROUNDS = 40;
const ROUND_MS = 25;

/** Pids that carry `text`. A thorough look at every process of the machine that we may read. */
export const markedPids = (text: string): number[] =>
  allEntries().flatMap(({ pid }) => (pid !== process.pid && wasStartedWith(pid, text) ? [pid] : []));

/** Resolves with how many are left: 0 unless the system keeps them, such as in a read from a dead disk. */
export async function killMarked(text: string, alsoKill: () => readonly number[] = () => []): Promise<number> {
  for (let round = 0; ; round += 1) {
    const pids = [...new Set([...markedPids(text), ...alsoKill()])];
    if (pids.length === 0 || round >= MAX_ROUNDS) return pids.length;
    // Stopped first: what forks faster than we look could otherwise stay ahead for ever.
    for (const pid of pids) signal(pid, 'SIGSTOP');
    for (const pid of pids) signal(pid, 'SIGKILL');
    await sleep(ROUND_MS);
  }
}

/** False where there is no such process (or group, for a negative number) or it is not ours. */
export function signal(pid: number, name: NodeJS.Signals): boolean {
  try {
    process.kill(pid, name);
    return true;
  } catch {
    return false;
  }
}
