// Percent-encoding (RFC 3986) for values of strangers and for the literal parts of a document. Pure.

const hexOf = (char: string): string => `%${char.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`;

/** Everything but the unreserved characters; half a character becomes U+FFFD. */
export const encodeAll = (text: string): string => encodeURIComponent(text.toWellFormed()).replaceAll(/[!'()*]/g, hexOf);

const TRIPLET_OR_CHAR = /%[0-9A-Fa-f]{2}|[:/?@!$'()*,;=]|[\s\S]/gu;

/**
 * `allowReserved`: reserved characters and percent triplets stay, but for what ends a value in a query: `&`, `#`, and `+`,
 * which servers read as a space, and brackets, which URLs do not carry there.
 */
export const encodeReserved = (text: string): string =>
  text.toWellFormed().replaceAll(TRIPLET_OR_CHAR, (part) => (part.length === 3 && part.startsWith('%') ? part : keptOrEncoded(part)));

const KEPT = new Set(":/?@!$'()*,;=");
const keptOrEncoded = (char: string): string => (KEPT.has(char) ? char : encodeAll(char));

/** A literal part of a path template: what a path may contain stays, triplets too. */
export const encodeLiteral = (text: string): string =>
  text
    .toWellFormed()
    .replaceAll(/%[0-9A-Fa-f]{2}|[A-Za-z0-9\-._~!$&'()*+,;=:@]|[\s\S]/gu, (part) =>
      part.length === 3 || /^[A-Za-z0-9\-._~!$&'()*+,;=:@]$/.test(part) ? part : encodeAll(part),
    );

const MAX_DECODINGS = 4;

/**
 * Whether a server could take a part of the text for a step in the path: `.` or `..` between slashes of either kind, also
 * behind encodings of encodings, and with what some servers cut off (`..;x`).
 */
export function hasDotSegment(text: string): boolean {
  if (!/[.%]/.test(text)) return false;
  let current = text;
  for (let round = 0; round <= MAX_DECODINGS; round += 1) {
    if (current.split(/[/\\]/).some((segment) => /^\.{1,2}(?:;.*)?$/s.test(segment))) return true;
    const decoded = decodedOnce(current);
    if (decoded === current) return false;
    current = decoded;
  }
  // Nobody means a text that is encoded more often than that.
  return true;
}

const decodedOnce = (text: string): string =>
  text.replaceAll(/%([0-7][0-9A-Fa-f])/g, (_triplet, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
