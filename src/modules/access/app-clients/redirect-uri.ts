// Where an application may be answered. Decided when it tells its addresses and again when one is used: a code must not go astray,
// and nothing that a browser would run or open by itself may stand here.
import { isLoopbackHost, hostOf } from '#platform/http/address-guard';

const MAX_URI = 1000;
/** What a browser runs, shows or keeps for itself, and what is no application's own: none of these takes an answer. */
const FOREIGN_SCHEMES = new Set(
  'about blob chrome data edge file filesystem ftp intent javascript jar mailto ms-msdt res resource search-ms shell sms tel vbscript view-source ws wss'.split(
    ' ',
  ),
);
/** `cursor://host/path`, or the reversed domain of RFC 8252: `com.example.app:/path`. */
const OWN_SCHEME = /^[a-z][a-z0-9+.-]{1,39}:$/;

/** Completes the sentence "redirect_uri …"; undefined: it may be used. */
export function faultOfRedirectUri(text: string): string | undefined {
  if (text.length > MAX_URI) return `is longer than ${MAX_URI} characters`;
  if (!/^[\x21-\x7e]+$/.test(text) || /["<>\\^`{|}]/.test(text)) return 'has characters that a URL may not have';
  const url = URL.parse(text);
  if (url === null) return 'is not an absolute URL';
  if (text.includes('#')) return 'must not have a fragment';
  if (url.username !== '' || url.password !== '') return 'must not contain a user name or password';
  if (url.protocol === 'https:') return undefined;
  if (url.protocol === 'http:') return isLoopbackHost(hostOf(url)) ? undefined : 'must begin with https:// unless it is on loopback';
  return isOwnScheme(url, text) ? undefined : 'must begin with https://, http:// on loopback, or a scheme of the application’s own';
}

function isOwnScheme({ protocol }: URL, text: string): boolean {
  const scheme = protocol.slice(0, -1);
  if (!OWN_SCHEME.test(protocol) || FOREIGN_SCHEMES.has(scheme)) return false;
  return text.slice(protocol.length).startsWith('//') || scheme.includes('.');
}

/** Character by character; only the port of a loopback address is free, which a program chooses when it starts (RFC 8252 §7.3). */
export function matchesRedirectUri(registered: readonly string[], asked: string): boolean {
  if (faultOfRedirectUri(asked) !== undefined) return false;
  const portless = withoutLoopbackPort(asked);
  return registered.some((one) => one === asked || (portless !== undefined && withoutLoopbackPort(one) === portless));
}

/** The address without its port; undefined unless it is one on loopback. */
function withoutLoopbackPort(text: string): string | undefined {
  const [, host, rest] = /^http:\/\/(\[[0-9a-f:]+\]|[^/:?#[\]]+)(?::\d{1,5})?([/?].*)?$/i.exec(text) ?? [];
  if (host === undefined || !isLoopbackHost(host.toLowerCase().replace(/^\[|\]$/g, ''))) return undefined;
  return `${host.toLowerCase()} ${rest ?? '/'}`;
}

/** What a person can make of it: the host of a site, or a program on their own computer. */
export function placeOfRedirectUri(text: string): string {
  const url = new URL(text);
  if (url.protocol === 'https:') return url.host;
  return url.protocol === 'http:' ? 'this computer' : `this computer (${url.protocol}//)`;
}
