// Keeps a source's secret out of the sandbox when the API says it back. What the endpoint answers is redacted once more, by every rule.
import { createExactValues } from '#platform/secrets/exact-values';

/**
 * Of a JSON text; `isCut`: it is that of the beginning of a text, which may end in the middle of the secret. Looks for the spellings
 * there are, which costs a search each; only where one is found each text in it is gone through.
 */
export type SecretStripper = (json: string, isCut?: boolean) => string;

export function secretStripper(secret: string | undefined): SecretStripper {
  if (secret === undefined) return (json) => json;
  // Hardly an answer holds one, and what takes it out costs more than to look.
  let exact: ((text: string) => string) | undefined;
  const stripped = (json: string): unknown => {
    exact ??= createExactValues([secret]) ?? ((text) => text);
    return without(JSON.parse(json), exact);
  };
  const spellings = spellingsOf(secret);
  // As they stand inside a JSON text.
  const needles = [...new Set(spellings.map((one) => JSON.stringify(one).slice(1, -1)))];
  const longest = spellings.reduce((most, { length }) => Math.max(most, length), 0);
  // Whatever stands there: to look for a half would let a script find out one character after the other what is a half.
  const tail = Math.ceil(longest / TAIL_STEP) * TAIL_STEP;
  return (json, isCut = false) => {
    const joined = json.includes('\\n') ? json.replaceAll(BREAK, '') : json;
    const isThere = needles.some((needle) => json.includes(needle) || (joined !== json && joined.includes(needle)));
    if (!isThere && !isCut) return json;
    const value: unknown = isThere ? stripped(json) : JSON.parse(json);
    return JSON.stringify(isCut && typeof value === 'string' ? value.slice(0, Math.max(0, value.length - tail)) : value);
  };
}

const SHORTEST = 4;
/** How long the secret is, is nobody's business either. */
const TAIL_STEP = 256;
/** Of an encoding: shorter ones stand in any text. */
const SHORTEST_CODED = 8;
/** Within a JSON text. */
const BREAK = /(?:\\r)?\\n[ \t]*/g;

/** Those that `createExactValues` takes out; it decides what is one, this only where it looks. */
function spellingsOf(secret: string): string[] {
  const password = secret.slice(secret.indexOf(':') + 1);
  const coded = [secret, password].flatMap(encodingsOf).filter(({ length }) => length >= SHORTEST_CODED);
  const plain = [secret, secret.trim(), password].flatMap((one) => [one, ...quotedIn(one), ...percentEncoded(one)]);
  return [...new Set([...plain, ...coded])].filter(({ length }) => length >= SHORTEST);
}

/** In JSON, in JSON within JSON, and in HTML. */
function quotedIn(text: string): string[] {
  const json = JSON.stringify(text).slice(1, -1);
  const html = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
  const quotes = ["'", '&#39;', '&#x27;'].map((quote) => html.replaceAll("'", quote));
  return [json, JSON.stringify(json).slice(1, -1), json.replaceAll('/', '\\/'), ...quotes];
}

/** As URLs have it: with more or fewer characters encoded, in small letters, and as forms write spaces. */
function percentEncoded(text: string): string[] {
  const some = encodeURIComponent(text);
  const all = some.replaceAll(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);
  const spelled = [some, all].flatMap((one) => [one, one.replaceAll('%20', '+')]);
  return spelled.flatMap((one) => [one, one.replaceAll(/%[0-9A-F]{2}/g, (triplet) => triplet.toLowerCase())]);
}

/** In hex, and in base64 wherever it begins within what was encoded: of that what does not depend on its neighbours. */
function encodingsOf(text: string): string[] {
  const bytes = Buffer.from(text, 'utf8');
  const hex = bytes.toString('hex');
  const base64 = [0, 1, 2].map((before) => {
    const coded = Buffer.concat([Buffer.alloc(before), bytes]).toString('base64');
    return coded.slice(Math.ceil((before * 8) / 6), Math.floor(((before + bytes.length) * 8) / 6));
  });
  return [hex, hex.toUpperCase(), ...base64.flatMap((one) => [one, one.replaceAll('+', '-').replaceAll('/', '_')])];
}

/** An answer is nested at most as deep as it may be to be read as JSON at all. */
function without(value: unknown, exact: (text: string) => string): unknown {
  if (typeof value === 'string') return exact(value);
  if (Array.isArray(value)) return value.map((item) => without(item, exact));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [exact(name), without(item, exact)]));
}
