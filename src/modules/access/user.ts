// The noun: a person, who may be in several organizations (spec 09 §1).
import { z } from 'zod';
import { textField } from '#kernel/text-field';

export interface User {
  readonly id: string;
  readonly email: string;
  readonly name: string;
}

/** Lower case, so that one address is one person. `local@localhost` is the person of the single-user mode. */
export const emailField = z
  .string()
  .trim()
  .max(254, 'must have at most 254 characters')
  .regex(/^[^\s@]{1,64}@[^\s@]{1,189}$/, 'must be an e-mail address')
  .transform((email) => email.toLowerCase());

export const personName = textField(80);
