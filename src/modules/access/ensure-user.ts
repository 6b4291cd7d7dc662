// The person of an e-mail address, made when unknown. For first start, sign-in providers and tests.
import { z } from 'zod';
import { parseInput } from '#kernel/parse-input';
import type { Deps } from '#platform/ctx';
import { upsertUser } from './store.ts';
import { emailField, personName } from './user.ts';
import type { User } from './user.ts';

const input = z.strictObject({ email: emailField, name: personName });

/** Safe to repeat, also at the same time; the name of a known person is kept. */
export async function ensureUser(deps: Pick<Deps, 'db' | 'clock'>, raw: { readonly email: string; readonly name: string }): Promise<User> {
  return upsertUser(deps.db, { ...parseInput(input, raw), at: deps.clock.now() });
}
