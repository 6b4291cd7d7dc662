// The only door to the TOML library: bounded reading, and writing.
import { parse, stringify, TomlError } from 'smol-toml';
import { ok } from '#kernel/outcome';
import type { Outcome } from '#kernel/outcome';
import { boundsOf, faultAt, tooLarge } from './format-fault.ts';
import type { FormatFault, FormatLimits } from './format-fault.ts';
import { plainValue } from './plain-value.ts';

/** A TOML document as plain JSON; dates and times become text. */
export function parseToml(text: string, limits: FormatLimits = {}): Outcome<unknown, FormatFault> {
  const bounds = boundsOf(limits);
  const large = tooLarge(text, bounds);
  if (large) return large;
  try {
    const plain = plainValue(parse(text, { maxDepth: bounds.maxDepth }), bounds);
    return plain.ok ? ok(plain.value) : faultAt(text, 0, plain.error);
  } catch (error) {
    if (!(error instanceof TomlError)) throw error;
    return { ok: false, error: { message: sentenceOf(error), line: error.line, column: error.column } };
  }
}

export const writeToml = (value: object): string => stringify(value);

/** The library's message goes on with an excerpt of the file, which stays here. */
function sentenceOf({ message }: TomlError): string {
  const what = message.split('\n', 1)[0]?.replace(/^Invalid TOML document: /, '') ?? '';
  return `Not valid TOML: ${what.replace(/\.$/, '')}.`;
}
