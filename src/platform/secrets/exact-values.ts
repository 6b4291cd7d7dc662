// Finds the secrets of an organization in a text by their exact value: as they are, spelled by JSON, HTML or a URL, encoded in
// base64 or hex, or broken over lines.
import { MARKER_SOURCE, redactedBy } from './markers.ts';

/** From this length on a value is removed wherever it stands; a shorter one could be any word or number. */
const MIN_ANYWHERE = 6;
/** Between these two, only as a word of its own, and only when it is no plain word or number. */
const MIN_AS_WORD = 4;
/** A value broken over lines is only looked for from here on: joined lines make many short words. */
const MIN_BROKEN = 16;
/** Of a value with several lines, each line as long as this is a secret too (the body of a private key). */
const MIN_LINE = 24;

const MARKER = redactedBy('stored_secret');
const IS_MARKER = new RegExp(`^${MARKER_SOURCE}$`);

/** What a text can be broken by: line ends, also as JSON writes them, with the indentation after them. */
const BREAK = /(?:(?:\r?\n|\\r\\n|\\n)[ \t]*){1,500}/g;
/** Runs of one class of characters, so that finding them costs one pass. */
const URL_RUN = /[A-Za-z0-9._~%+*!-]{6,}/g;
const BASE64_RUNS = [/[A-Za-z0-9+/]{8,}/g, /[A-Za-z0-9_-]{8,}/g];
const HEX_RUN = /[0-9A-Fa-f]{12,}/g;

/** Replaces every secret by its marker. Undefined when there is nothing to look for. */
export function createExactValues(values: readonly string[]): ((text: string) => string) | undefined {
  const parts = [...new Set(values.map((value) => value.toWellFormed()).flatMap(partsOf))];
  const sources = [...new Set(parts.flatMap(sourcesOf))].toSorted((a, b) => b.length - a.length);
  if (sources.length === 0) return undefined;
  const pattern = new RegExp([MARKER_SOURCE, ...sources].join('|'), 'g');
  const found = new RegExp(sources.join('|'));
  const broken = brokenPattern(parts);
  return (text) => {
    const plain = text.replace(pattern, (match) => (match.startsWith('[') && IS_MARKER.test(match) ? match : MARKER));
    const whole = broken ? withoutBroken(plain, broken) : plain;
    return withoutEncoded(whole, found);
  };
}

/** The value, and those parts of it that a server may send back alone: the words after a scheme, the password of Basic, long lines. */
function partsOf(value: string): string[] {
  const trimmed = value.trim();
  const [, scheme = '', credential = ''] = /^(\S{1,20})\s+(\S+)$/.exec(trimmed) ?? [];
  const basic = scheme.toLowerCase() === 'basic' ? Buffer.from(credential, 'base64').toString('utf8') : '';
  const password = basic.slice(basic.indexOf(':') + 1);
  const lines = trimmed.split(/\r?\n/);
  return [
    value,
    trimmed,
    ...[credential, basic, password].filter((part) => part.length >= MIN_ANYWHERE),
    ...(lines.length > 1 ? lines.map((line) => line.trim()).filter((line) => line.length >= MIN_LINE && !line.startsWith('-----')) : []),
  ];
}

function sourcesOf(value: string): string[] {
  const { length } = [...value.trim()];
  if (length >= MIN_ANYWHERE) return spellingsOf(value).map(escaped);
  const isPlain = /^(?:[A-Za-z]*|[0-9]*)$/.test(value.trim());
  return length >= MIN_AS_WORD && !isPlain ? [`(?<![A-Za-z0-9_])${escaped(value.trim())}(?![A-Za-z0-9_])`] : [];
}

const escaped = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');

function spellingsOf(value: string): string[] {
  const json = inJson(value);
  const ascii = (hex: (code: string) => string) =>
    json.replace(/[\x7f-\uffff]/g, (char) => `\\u${hex(char.charCodeAt(0).toString(16).padStart(4, '0'))}`);
  const html = value.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
  return [
    value,
    json,
    inJson(json),
    json.replaceAll('/', '\\/'),
    ascii((code) => code),
    ascii((code) => code.toUpperCase()),
    encodeURIComponent(value),
    // a run of characters is decoded below, but this leaves some that end one
    encodeURIComponent(value).replace(/%[0-9A-F]{2}/g, (triplet) => triplet.toLowerCase()),
    html,
    html.replaceAll("'", '&#39;'),
    html.replaceAll("'", '&#x27;'),
  ];
}

const inJson = (text: string): string => JSON.stringify(text).slice(1, -1);

function brokenPattern(parts: readonly string[]): RegExp | undefined {
  const long = parts.map((part) => part.replace(BREAK, '').trim()).filter((part) => part.length >= MIN_BROKEN);
  if (long.length === 0) return undefined;
  return new RegExp(
    [...new Set(long)]
      .toSorted((a, b) => b.length - a.length)
      .map(escaped)
      .join('|'),
    'g',
  );
}

/** Looks at the text without its line ends, and takes out of the text itself what a match there covers. */
function withoutBroken(text: string, broken: RegExp): string {
  const breaks = [...text.matchAll(BREAK)];
  if (breaks.length === 0) return text;
  const joined = text.replace(BREAK, '');
  const placeOf = placesIn(breaks.map(({ index, 0: { length } }) => ({ index, length })));
  let result = '';
  let from = 0;
  for (const { index, 0: match } of joined.matchAll(broken)) {
    const [start, end] = [placeOf(index), placeOf(index + match.length - 1) + 1];
    result += text.slice(from, start) + MARKER;
    from = end;
  }
  return result + text.slice(from);
}

/** Where a character of the joined text stands in the text. To be asked in rising order. */
function placesIn(breaks: readonly { readonly index: number; readonly length: number }[]): (at: number) => number {
  let next = 0;
  let removed = 0;
  return (at) => {
    for (let one = breaks[next]; one && one.index <= at + removed; one = breaks[next]) {
      removed += one.length;
      next += 1;
    }
    return at + removed;
  };
}

function withoutEncoded(text: string, found: RegExp): string {
  const replaced = (run: string, decoded: readonly string[]) => (decoded.some((one) => found.test(one)) ? MARKER : run);
  let result = text;
  if (result.includes('%')) result = result.replace(URL_RUN, (run) => (run.includes('%') ? replaced(run, [fromUrl(run)]) : run));
  for (const pattern of BASE64_RUNS) result = result.replace(pattern, (run) => replaced(run, fromBase64(run)));
  return result.replace(HEX_RUN, (run) => replaced(run, [Buffer.from(run, 'hex').toString('utf8')]));
}

function fromUrl(run: string): string {
  const bytes = run
    .replaceAll('+', ' ')
    .replace(/%([0-9A-Fa-f]{2})/g, (_escape, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(bytes, 'latin1').toString('utf8');
}

/** A run may begin with other characters of its class, such as a path, so every alignment is read. */
const fromBase64 = (run: string): string[] => [0, 1, 2, 3].map((offset) => Buffer.from(run.slice(offset), 'base64').toString('utf8'));
