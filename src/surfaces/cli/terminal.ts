// Where a command reads and writes; tests pass their own.
import { setTimeout } from 'node:timers/promises';

export interface Terminal {
  out(line: string): void;
  err(line: string): void;
  /** A person reads what is printed to `out`. */
  readonly isInteractive: boolean;
  /** A person reads `err`: long work says how far it is. */
  readonly showsProgress?: boolean | undefined;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly signal: AbortSignal;
  sleep(ms: number): Promise<void>;
  readonly now: () => number;
}

export function systemTerminal(signal: AbortSignal): Terminal {
  return {
    out: (line) => process.stdout.write(`${line}\n`),
    err: (line) => process.stderr.write(`${line}\n`),
    isInteractive: process.stdout.isTTY,
    showsProgress: process.stderr.isTTY,
    env: process.env,
    signal,
    // a request to stop ends a pause at once
    sleep: (ms) => setTimeout(ms, undefined, { signal }).catch(() => undefined),
    now: () => Date.now(),
  };
}
