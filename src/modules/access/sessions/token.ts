// Random tokens of sessions and sign-in links: 256 bits, stored as SHA-256 only.
import { createHash, randomBytes } from 'node:crypto';

const TOKEN = /^[A-Za-z0-9_-]{43}$/;

export interface NewToken {
  readonly token: string;
  /** What is stored. */
  readonly hash: string;
}

export function newSessionToken(): NewToken {
  const token = randomBytes(32).toString('base64url');
  return { token, hash: sha256(token) };
}

/** A fast hash will do: the token itself cannot be guessed. Undefined for what cannot be a token. */
export const tokenHash = (token: string): string | undefined => (TOKEN.test(token) ? sha256(token) : undefined);

const sha256 = (token: string): string => createHash('sha256').update(token).digest('hex');
