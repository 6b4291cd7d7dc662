// Secrets come from the environment, so that they stay out of the shell's history and the process list.
import { CliError, EXIT } from './exit-codes.ts';
import type { Terminal } from './terminal.ts';

/** The value of a variable that a flag names. */
export function valueFromEnv(flag: string, variable: string, terminal: Terminal): string {
  const value = terminal.env[variable];
  if (value === undefined || value === '') throw new CliError(EXIT.usage, `${flag}: the variable ${variable} is not set.`);
  return value;
}
