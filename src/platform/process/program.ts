// A program of a stranger that we start for one session: what to run, and within which bounds.

export interface Program {
  /** A name looked up in PATH, or a path; never a shell line. */
  readonly command: string;
  readonly args: readonly string[];
  /** Added to PATH and HOME. Values are secrets: never log or store them. */
  readonly env: Readonly<Record<string, string>>;
  /** Absolute; null for a temporary folder of its own. */
  readonly cwd: string | null;
  readonly network: 'host' | 'none';
}

/** Of the program with everything it starts. */
export interface ProgramLimits {
  /** Private memory of all processes together, bytes. */
  readonly memoryBytes: number;
  readonly processes: number;
  readonly lifetimeMs: number;
  /** Of stdout and of stderr, each. */
  readonly outputBytes: number;
  readonly lineBytes: number;
}

const MIB = 1024 * 1024;

export const PROGRAM_LIMITS: ProgramLimits = {
  memoryBytes: 1024 * MIB,
  processes: 64,
  lifetimeMs: 2 * 60 * 60 * 1000,
  outputBytes: 64 * MIB,
  lineBytes: 16 * MIB,
};
