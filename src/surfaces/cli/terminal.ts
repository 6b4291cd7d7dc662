// Where a command reads and writes; tests pass their own.
export interface Terminal {
  out(line: string): void;
  err(line: string): void;
  readonly isInteractive: boolean;
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
    env: process.env,
    signal,
    sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
    now: () => Date.now(),
  };
}
