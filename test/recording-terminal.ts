// A terminal that remembers what a command printed, with a clock that moves only while the command sleeps.
import type { Terminal } from '../src/surfaces/cli/terminal.ts';

export interface RecordingTerminal {
  readonly terminal: Terminal;
  /** Lines, joined. */
  out(): string;
  err(): string;
  /** Milliseconds of each sleep. */
  readonly pauses: readonly number[];
}

export function recordingTerminal(changes: Partial<Terminal> = {}): RecordingTerminal {
  const out: string[] = [];
  const err: string[] = [];
  const pauses: number[] = [];
  const terminal: Terminal = {
    out: (line) => void out.push(line),
    err: (line) => void err.push(line),
    isInteractive: false,
    env: { HOME: '/nonexistent' },
    signal: new AbortController().signal,
    now: () => pauses.reduce((sum, ms) => sum + ms, 0),
    sleep: async (ms) => void pauses.push(ms),
    ...changes,
  };
  return { terminal, out: () => out.join('\n'), err: () => err.join('\n'), pauses };
}
