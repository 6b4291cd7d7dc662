// Which headers arguments may set on a request, and what these may contain. Pure.

const TOKEN = /^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,128}$/;
/** Printable Latin-1 and tab: no CR, LF or NUL. */
const VALUE = /^[\t\u0020-\u007e\u0080-\u00ff]*$/;
const MAX_VALUE = 4096;

/** Credentials, the connection's own, the body's (we write it), and those that turn one method into another. */
const OURS = new Set([
  'accept',
  'authorization',
  'connection',
  'cookie',
  'cookie2',
  'expect',
  'forwarded',
  'host',
  'http2-settings',
  'keep-alive',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'via',
  'x-http-method',
  'x-http-method-override',
  'x-method-override',
]);
const OUR_PREFIXES = ['content-', 'proxy-', 'sec-', 'x-forwarded-'];

/** True for a header that no argument sets, whatever the document says. */
export function isReservedHeader(name: string): boolean {
  const lower = name.toLowerCase();
  return OURS.has(lower) || OUR_PREFIXES.some((prefix) => lower.startsWith(prefix));
}

export const isHeaderName = (name: string): boolean => TOKEN.test(name);

/** What is wrong with a header's value, continuing a sentence about its argument. */
export function faultOfHeaderValue(value: string): string | undefined {
  if (value.length > MAX_VALUE) return `makes a header longer than ${MAX_VALUE} characters`;
  return VALUE.test(value) ? undefined : 'must not contain line breaks or other characters a header cannot carry';
}
