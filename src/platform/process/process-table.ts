// What the system says about processes, read from /proc. Off Linux every answer is empty.
import { readdirSync, readFileSync } from 'node:fs';

export interface ProcessEntry {
  readonly pid: number;
  readonly parent: number;
  readonly group: number;
  readonly session: number;
  /** Ticks since boot: with the pid it names one process for good. */
  readonly startedAt: number;
}

/** Field numbers of /proc/<pid>/stat after the parenthesised name, which may hold anything. */
const STATE = 0;
const PARENT = 1;
const GROUP = 2;
const SESSION = 3;
const USER_TICKS = 11;
const SYSTEM_TICKS = 12;
const MS_PER_TICK = 10;
const START_TIME = 19;
const ENDED = new Set(['Z', 'X', 'x']);

/** Undefined for a process that is gone or only waits to be reaped. */
export function entryOf(pid: number): ProcessEntry | undefined {
  const stat = read(`/proc/${pid}/stat`);
  if (stat === undefined) return undefined;
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  if (ENDED.has(fields[STATE] ?? 'X')) return undefined;
  const number = (index: number): number => Number(fields[index]);
  return { pid, parent: number(PARENT), group: number(GROUP), session: number(SESSION), startedAt: number(START_TIME) };
}

export function allEntries(): ProcessEntry[] {
  return listed('/proc').flatMap((name) => {
    const pid = Number(name);
    const entry = Number.isInteger(pid) && pid > 0 ? entryOf(pid) : undefined;
    return entry ? [entry] : [];
  });
}

/** Of all its threads. */
export const childrenOf = (pid: number): number[] =>
  listed(`/proc/${pid}/task`).flatMap((thread) => {
    const children = read(`/proc/${pid}/task/${thread}/children`) ?? '';
    return children.split(' ').flatMap((text) => (text === '' ? [] : [Number(text)]));
  });

/** Bytes that belong to it alone or that it shares with its like: not the text of programs and libraries. */
export function memoryOf(pid: number): number {
  const status = read(`/proc/${pid}/status`) ?? '';
  return kilobytes(status, 'RssAnon') + kilobytes(status, 'RssShmem');
}

/** User and system time so far, in steps of 10 ms. */
export function cpuMsOf(pid: number): number {
  const stat = read(`/proc/${pid}/stat`) ?? '';
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[USER_TICKS] ?? 0) + Number(fields[SYSTEM_TICKS] ?? 0)) * MS_PER_TICK;
}

/** Whether it was started with `text` as the beginning of one of its variables. */
export function wasStartedWith(pid: number, text: string): boolean {
  const environment = read(`/proc/${pid}/environ`);
  return environment !== undefined && (environment.startsWith(text) || environment.includes(`\0${text}`));
}

/** Of the environment it was started with. */
export const variableOf = (pid: number, name: string): string | undefined =>
  (read(`/proc/${pid}/environ`) ?? '')
    .split('\0')
    .find((pair) => pair.startsWith(`${name}=`))
    ?.slice(name.length + 1);

const SIGTERM_BIT = 1n << 14n;

/** Whether it has a handler of its own for SIGTERM. */
export function catchesTerm(pid: number): boolean {
  const mask = /^SigCgt:\s*([0-9a-f]+)$/m.exec(read(`/proc/${pid}/status`) ?? '')?.[1];
  return mask !== undefined && (BigInt(`0x${mask}`) & SIGTERM_BIT) !== 0n;
}

const kilobytes = (status: string, field: string): number =>
  Number(new RegExp(`^${field}:\\s*(\\d+) kB$`, 'm').exec(status)?.[1] ?? 0) * 1024;

/** Processes come and go between two reads, and some belong to others: both read as nothing. */
function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    return undefined;
  }
}

function listed(path: string): string[] {
  try {
    return readdirSync(path);
  } catch {
    return [];
  }
}
