// The tokens of both kinds of key: `amt_` for the API, `ami_` for one server's analytics events; 12 + 40 characters of base62.
import { randomInt } from 'node:crypto';

export type TokenKind = 'amt' | 'ami';

export interface TokenParts {
  /** Record id, `key_…`. */
  readonly keyId: string;
  readonly secret: string;
}

const BASE62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const ID_CHARS = 12;
const SECRET_CHARS = 40;
const TOKEN = /^(am[ti])_([0-9A-Za-z]{12})_([0-9A-Za-z]{40})$/;

/** A fresh token: 238 bits of secret. */
export function newTokenOf(kind: TokenKind): TokenParts & { readonly token: string } {
  const id = randomBase62(ID_CHARS);
  const secret = randomBase62(SECRET_CHARS);
  return { token: `${kind}_${id}_${secret}`, keyId: `key_${id}`, secret };
}

/** Undefined for what is no token, or one of the other kind. */
export function parseTokenOf(kind: TokenKind, token: string): TokenParts | undefined {
  const [, given, id, secret] = TOKEN.exec(token) ?? [];
  return given !== kind || id === undefined || secret === undefined ? undefined : { keyId: `key_${id}`, secret };
}

/** What people recognise the token by. */
export const shownPrefixOf = (kind: TokenKind, keyId: string): string => `${kind}_${keyId.slice('key_'.length)}…`;

const randomBase62 = (chars: number): string => Array.from({ length: chars }, () => BASE62[randomInt(BASE62.length)]).join('');
