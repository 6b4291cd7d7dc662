// What a command prints: lines for a person, or one JSON document for a program.
import type { Terminal } from './terminal.ts';

export function print(
  terminal: Terminal,
  json: boolean | undefined,
  { value, lines }: { value: unknown; lines: () => readonly string[] },
): void {
  if (json === true) terminal.out(jsonText(value));
  else for (const line of lines()) terminal.out(line);
}

/** The same JSON, but what moves a cursor, or is a command to a runner of GitHub, is written as an escape. */
export const jsonText = (value: unknown): string =>
  JSON.stringify(value, null, 2)
    .replaceAll(
      /[\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2066-\u2069]/g,
      (mark) => `\\u${mark.charCodeAt(0).toString(16).padStart(4, '0')}`,
    )
    .replaceAll('##[', '##\\u005b');

/** How far long work is: for the person in front of a terminal, and nobody else. */
export function showProgress(terminal: Terminal, text: string): void {
  if (terminal.showsProgress === true) terminal.err(text);
}
