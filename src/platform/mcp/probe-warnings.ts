// The short list of warnings a person sees after a probe. Pure.
import type { Finding } from './mcp.ts';

const MAX_WARNINGS = 20;

/** One sentence per finding that is not mere information; a long list ends in a count. */
export function catalogFindingsAsWarnings(findings: readonly Finding[]): string[] {
  const told = findings.filter(({ severity }) => severity !== 'info').map(({ message }) => message);
  if (told.length <= MAX_WARNINGS) return told;
  return [...told.slice(0, MAX_WARNINGS), `and ${told.length - MAX_WARNINGS} more`];
}
