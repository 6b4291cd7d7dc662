// Why a hosted program ended, and what to say about it. Pure.
import type { ProgramLimits } from './program.ts';

export type LimitName = 'memory' | 'processes' | 'lifetime' | 'line' | 'stdout' | 'stderr';

export type ProgramEnd =
  | { readonly kind: 'exited'; readonly code: number }
  | { readonly kind: 'signal'; readonly signal: string }
  | { readonly kind: 'limit'; readonly limit: LimitName }
  /** It closed its stdout and keeps running. */
  | { readonly kind: 'silent' }
  | { readonly kind: 'stopped' };

const MIB = 1024 * 1024;
/** What a shell would answer for a file that cannot be run; so do the small programs that set our limits. */
const CANNOT_RUN = new Set([126, 127]);

/** Continues a sentence that begins with the program's name. */
export function endText(end: ProgramEnd, limits: ProgramLimits): string {
  switch (end.kind) {
    case 'exited':
      return CANNOT_RUN.has(end.code)
        ? `ended with exit code ${end.code}, which often means that the file, or the interpreter it names, cannot be run`
        : `ended with exit code ${end.code}`;
    case 'signal':
      return `was ended by the signal ${end.signal}`;
    case 'limit':
      return limitText(end.limit, limits);
    case 'silent':
      return 'closed its standard output, so that no answer can come';
    case 'stopped':
      return 'was stopped';
  }
}

function limitText(limit: LimitName, limits: ProgramLimits): string {
  switch (limit) {
    case 'memory':
      return `was ended because it used more than ${limits.memoryBytes / MIB} MiB of memory`;
    case 'processes':
      return `was ended because it started more than ${limits.processes} processes`;
    case 'lifetime':
      return `was ended because it ran for more than ${Math.round(limits.lifetimeMs / 60_000)} minutes`;
    case 'line':
      return `was ended because it wrote a line of more than ${limits.lineBytes / MIB} MiB to its standard output`;
    case 'stdout':
      return `was ended because it wrote more than ${limits.outputBytes / MIB} MiB to its standard output`;
    case 'stderr':
      return `was ended because it wrote more than ${limits.outputBytes / MIB} MiB to its standard error`;
  }
}
