// The noun: an API key, `amt_<12 base62>_<40 base62>`, acting with a role frozen at its creation (spec 09 §5).
import type { Role } from '#kernel/role';
import { newTokenOf, parseTokenOf, shownPrefixOf } from './token.ts';
import type { TokenParts } from './token.ts';

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

export const newToken = () => newTokenOf('amt');

export const parseToken = (token: string): TokenParts | undefined => parseTokenOf('amt', token);

export const tokenPrefixOf = (keyId: string): string => shownPrefixOf('amt', keyId);
