// What a command prints: lines for a person, or one JSON document for a program.
import type { Terminal } from './terminal.ts';

export function print(
  terminal: Terminal,
  json: boolean | undefined,
  { value, lines }: { value: unknown; lines: () => readonly string[] },
): void {
  if (json === true) terminal.out(JSON.stringify(value, null, 2));
  else for (const line of lines()) terminal.out(line);
}

/** How far long work is: for the person in front of a terminal, and nobody else. */
export function showProgress(terminal: Terminal, text: string): void {
  if (terminal.showsProgress === true) terminal.err(text);
}
