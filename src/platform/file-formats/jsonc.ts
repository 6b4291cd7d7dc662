// JSON as editors keep it: with comments and trailing commas. Our own reader, because a fault needs its line and column
// and must not quote the file.
import { ok } from '#kernel/outcome';
import type { Outcome } from '#kernel/outcome';
import { boundsOf, faultAt, tooDeep, tooLarge } from './format-fault.ts';
import type { Bounds, FormatFault, FormatLimits } from './format-fault.ts';
import { setOwn } from './plain-value.ts';

/** Also reads plain JSON. A key given twice is a fault, because one of the two would be lost. */
export function parseJsonc(text: string, limits: FormatLimits = {}): Outcome<unknown, FormatFault> {
  const bounds = boundsOf(limits);
  const large = tooLarge(text, bounds);
  if (large) return large;
  const reader: Reader = { text, at: 0, depth: 0, nodes: 0, bounds };
  try {
    const value = readValue(reader);
    skipBlank(reader);
    return reader.at < text.length ? faultAt(text, reader.at, 'There is text after the end of the value.') : ok(value);
  } catch (error) {
    if (!(error instanceof Stop)) throw error;
    return faultAt(text, error.offset, error.message);
  }
}

interface Reader {
  readonly text: string;
  readonly bounds: Bounds;
  at: number;
  depth: number;
  nodes: number;
}

/** Ends the reading from any depth; never leaves this file. */
class Stop extends Error {
  readonly offset: number;

  constructor(offset: number, message: string) {
    super(message);
    this.offset = offset;
  }
}

function readValue(reader: Reader): unknown {
  skipBlank(reader);
  reader.nodes += 1;
  if (reader.nodes > reader.bounds.maxNodes) throw new Stop(reader.at, `The file holds more than ${reader.bounds.maxNodes} values.`);
  switch (reader.text[reader.at]) {
    case '{':
      return within(reader, readObject);
    case '[':
      return within(reader, readArray);
    case '"':
      return readString(reader);
    default:
      return readWord(reader);
  }
}

function within<T>(reader: Reader, read: (reader: Reader) => T): T {
  reader.depth += 1;
  if (reader.depth > reader.bounds.maxDepth) throw new Stop(reader.at, tooDeep(reader.bounds));
  reader.at += 1;
  const value = read(reader);
  reader.depth -= 1;
  return value;
}

function readObject(reader: Reader): object {
  const object = {};
  while (!endsWith(reader, '}')) {
    const start = reader.at;
    if (reader.text[start] !== '"') throw new Stop(start, 'A key in double quotes or "}" is expected here.');
    const key = readString(reader);
    if (Object.hasOwn(object, key)) throw new Stop(start, 'This key is given twice.');
    skipBlank(reader);
    if (reader.text[reader.at] !== ':') throw new Stop(reader.at, 'A ":" is expected here.');
    reader.at += 1;
    setOwn(object, key, readValue(reader));
    skipComma(reader, '}');
  }
  return object;
}

function readArray(reader: Reader): unknown[] {
  const items: unknown[] = [];
  while (!endsWith(reader, ']')) {
    items.push(readValue(reader));
    skipComma(reader, ']');
  }
  return items;
}

function endsWith(reader: Reader, mark: string): boolean {
  skipBlank(reader);
  if (reader.text[reader.at] !== mark) return false;
  reader.at += 1;
  return true;
}

function skipComma(reader: Reader, end: string): void {
  skipBlank(reader);
  const mark = reader.text[reader.at];
  if (mark === ',') reader.at += 1;
  else if (mark !== end) throw new Stop(reader.at, `A "," or "${end}" is expected here.`);
}

function readString(reader: Reader): string {
  const { text, at: start } = reader;
  let at = start + 1;
  while (at < text.length && text[at] !== '"' && text[at] !== '\n') at += text[at] === '\\' ? 2 : 1;
  if (text[at] !== '"') throw new Stop(start, 'This text in quotes has no end.');
  reader.at = at + 1;
  try {
    return JSON.parse(text.slice(start, reader.at)) as string;
  } catch {
    // Silence is right: the library's message quotes the text.
    throw new Stop(start, 'This text in quotes has a control character or an unknown escape.');
  }
}

const WORD = /(?:true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?)(?![\w.+-])/y;

function readWord(reader: Reader): unknown {
  WORD.lastIndex = reader.at;
  const word = WORD.exec(reader.text)?.[0];
  if (word === undefined)
    throw new Stop(reader.at, reader.at < reader.text.length ? 'A value is expected here.' : 'The file ends too early.');
  const value: unknown = JSON.parse(word);
  if (value === Infinity || value === -Infinity) throw new Stop(reader.at, 'This number is too large.');
  reader.at += word.length;
  return value;
}

const BLANK = /[\s\ufeff]*/y;

function skipBlank(reader: Reader): void {
  for (;;) {
    BLANK.lastIndex = reader.at;
    reader.at += BLANK.exec(reader.text)?.[0].length ?? 0;
    if (reader.text.startsWith('//', reader.at)) reader.at = endOf(reader, '\n', reader.text.length);
    else if (reader.text.startsWith('/*', reader.at)) reader.at = endOf(reader, '*/', undefined);
    else return;
  }
}

function endOf({ text, at }: Reader, mark: string, otherwise: number | undefined): number {
  const end = text.indexOf(mark, at + 2);
  if (end !== -1) return end + mark.length;
  if (otherwise === undefined) throw new Stop(at, 'This comment has no end.');
  return otherwise;
}
