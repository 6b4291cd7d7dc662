// The nouns: a person, and that person's place in an organization (spec 09 §1, §3).
import { z } from 'zod';
import type { Role } from '#kernel/role';
import { textField } from '#kernel/text-field';

export interface User {
  readonly id: string;
  readonly email: string;
  readonly name: string;
}

export interface Member {
  readonly userId: string;
  readonly name: string;
  /** Null for those below admin. */
  readonly email: string | null;
  readonly role: Role;
  readonly joinedAt: string;
}

/** Lower case, so that one address is one person. `local@localhost` is the person of the single-user mode. */
export const emailField = z
  .string()
  .trim()
  .max(254, 'must have at most 254 characters')
  .regex(/^[^\s@]{1,64}@[^\s@]{1,189}$/, 'must be an e-mail address')
  .transform((email) => email.toLowerCase());

export const personName = textField(80);
