// The compiler's words as an agent needs them: on one line, bounded, without advice that only holds for a project on disk. Pure.

/** What the compiler says, with what it says below. */
export interface CompilerWords {
  readonly code: number;
  readonly text: string;
  readonly messageChain?: readonly CompilerWords[] | undefined;
}

const MAX_CHARS = 1_000;
const MAX_TYPE_CHARS = 160;
const MAX_CHAIN = 4;
/** A quoted type; an apostrophe inside a word ("doesn't") begins none. */
const QUOTED = /(?<![A-Za-z0-9])'((?:[^'\\]|\\.)*)'/g;

/** "Cannot find name", with and without advice to install types or change the target library. */
const UNKNOWN_NAME = new Set([2304, 2580, 2581, 2582, 2583, 2584, 2591, 2592, 2593]);
const WHAT_THERE_IS = 'Scripts have the client of the SDK, the built-ins of the language and `console`, and nothing else.';

/** "Property does not exist": the type is the whole client, whose beginning says nothing. */
const UNKNOWN_PROPERTY = new Set([2339, 2551]);

/** Everything that is only wrong because a type was not written down: scripts need none. */
export const isImplicitAny = (code: number): boolean => code >= 7_000 && code < 7_100;

export function faultMessage(words: CompilerWords): string {
  const text = UNKNOWN_NAME.has(words.code) ? `${firstSentence(words.text)} ${WHAT_THERE_IS}` : chained(words);
  const short = text.replaceAll(/\s+/g, ' ').replaceAll(QUOTED, (_, quoted: string) => `'${shortened(quoted, words.code)}'`);
  return short.length > MAX_CHARS ? `${short.slice(0, MAX_CHARS).toWellFormed()}…` : short;
}

function chained(words: CompilerWords): string {
  const texts: string[] = [];
  for (let next: CompilerWords | undefined = words; next && texts.length < MAX_CHAIN; next = next.messageChain?.[0]) texts.push(next.text);
  return texts.join(' ');
}

/** Both ends say more than the middle. */
function shortened(type: string, code: number): string {
  if (type.length <= MAX_TYPE_CHARS) return type;
  if (UNKNOWN_PROPERTY.has(code) && type.startsWith('{')) return '{ … }';
  return `${type.slice(0, MAX_TYPE_CHARS - 40).toWellFormed()} … ${type.slice(-30).toWellFormed()}`;
}

const firstSentence = (text: string): string => /^.*?'\./.exec(text)?.[0] ?? text;
