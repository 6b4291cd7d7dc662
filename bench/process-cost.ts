// CPU seconds of this process and of the database beside it, from the system's own counts.
import { readdirSync, readFileSync } from 'node:fs';

const TICKS_PER_SECOND = 100;

export interface Cpu {
  /** Seconds of user and system time since their start. */
  readonly node: number;
  readonly database: number;
}

/** Every server process of PostgreSQL on this machine: a benchmark runs one. */
export function cpuNow(): Cpu {
  const { user, system } = process.cpuUsage();
  const database = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .reduce((sum, pid) => sum + postgresSeconds(pid), 0);
  return { node: (user + system) / 1e6, database };
}

function postgresSeconds(pid: string): number {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    const name = stat.slice(stat.indexOf('(') + 1, stat.lastIndexOf(')'));
    if (name !== 'postgres') return 0;
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    // own time, and that of children that have ended: connections come and go
    return [11, 12, 13, 14].reduce((sum, place) => sum + Number(fields[place]), 0) / TICKS_PER_SECOND;
  } catch {
    // It ended while we looked.
    return 0;
  }
}
