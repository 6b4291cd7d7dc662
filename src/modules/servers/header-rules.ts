// Which header names and values may be sent to a server under test (spec 01 §3, §4). Pure.

const TOKEN = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;
const EXACT = new Set([
  'authorization',
  'host',
  'accept',
  'connection',
  'transfer-encoding',
  'cookie',
  'keep-alive',
  'upgrade',
  'expect',
  'te',
  'trailer',
]);
const PREFIXES = ['content-', 'mcp-', 'x-armature-', 'proxy-'];
/** Printable Latin-1 and tab: no CR, LF or NUL, nothing an HTTP header cannot carry. */
const VALUE = /^[\t\u0020-\u007e\u0080-\u00ff]*$/;

const MAX_NAME = 128;
const MAX_VALUE = 4096;

/** What is wrong with the name of an extra header, or undefined. */
export function faultOfHeaderName(name: string): string | undefined {
  if (!TOKEN.test(name)) return 'is not a header name';
  if (name.length > MAX_NAME) return `must have at most ${MAX_NAME} characters`;
  return isReserved(name) ? 'is reserved; Armature sets this header itself' : undefined;
}

/** A credential may also go into `Authorization`. */
export const faultOfCredentialHeader = (name: string): string | undefined =>
  name.toLowerCase() === 'authorization' ? undefined : faultOfHeaderName(name);

export function faultOfHeaderValue(value: string): string | undefined {
  if (value.length > MAX_VALUE) return `must have at most ${MAX_VALUE} characters`;
  return isSendable(value) ? undefined : 'must not contain line breaks or other characters a header cannot carry';
}

export const isSendable = (value: string): boolean => VALUE.test(value);

function isReserved(name: string): boolean {
  const lower = name.toLowerCase();
  return EXACT.has(lower) || PREFIXES.some((prefix) => lower.startsWith(prefix));
}
