// The tokens of applications: `ama_` opens for an hour, `amr_` renews it. 256 bits each, stored as SHA-256 only.
import { createHash, randomInt } from 'node:crypto';

export type TokenKind = 'access' | 'refresh';

const PREFIXES = { access: 'ama', refresh: 'amr' } as const satisfies Record<TokenKind, string>;
const BASE62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const SECRET_CHARS = 43;
const TOKEN = /^am[ar]_[0-9A-Za-z]{43}$/;

export function newAppToken(kind: TokenKind): { readonly token: string; readonly hash: string } {
  const secret = Array.from({ length: SECRET_CHARS }, () => BASE62[randomInt(BASE62.length)]).join('');
  const token = `${PREFIXES[kind]}_${secret}`;
  return { token, hash: sha256(token) };
}

/** A fast hash will do: the token cannot be guessed. Undefined for what cannot be one. */
export const appTokenHash = (token: string): string | undefined => (TOKEN.test(token) ? sha256(token) : undefined);

const sha256 = (token: string): string => createHash('sha256').update(token).digest('hex');
