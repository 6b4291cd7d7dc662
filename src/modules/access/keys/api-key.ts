// The noun: an API key, `amt_<12 base62>_<40 base62>`, acting with a role frozen at its creation (spec 09 §5).
import { randomInt } from 'node:crypto';
import type { Role } from '#kernel/role';

export interface ApiKey {
  /** `key_` + the 12 characters shown in the token. */
  readonly id: string;
  readonly name: string;
  /** What people recognise the token by: `amt_<12 characters>…`. */
  readonly tokenPrefix: string;
  readonly role: Role;
  readonly createdBy: { readonly userId: string | null; readonly name: string };
  readonly createdAt: string;
  /** Written at most once a minute. */
  readonly lastUsedAt: string | null;
}

const BASE62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const ID_CHARS = 12;
const SECRET_CHARS = 40;
const TOKEN = /^amt_([0-9A-Za-z]{12})_([0-9A-Za-z]{40})$/;

export interface TokenParts {
  /** Record id, `key_…`. */
  readonly keyId: string;
  readonly secret: string;
}

/** A fresh token: 238 bits of secret. */
export function newToken(): TokenParts & { readonly token: string } {
  const id = randomBase62(ID_CHARS);
  const secret = randomBase62(SECRET_CHARS);
  return { token: `amt_${id}_${secret}`, keyId: `key_${id}`, secret };
}

export function parseToken(token: string): TokenParts | undefined {
  const [, id, secret] = TOKEN.exec(token) ?? [];
  return id === undefined || secret === undefined ? undefined : { keyId: `key_${id}`, secret };
}

export const tokenPrefixOf = (keyId: string): string => `amt_${keyId.slice('key_'.length)}…`;

const randomBase62 = (chars: number): string => Array.from({ length: chars }, () => BASE62[randomInt(BASE62.length)]).join('');
