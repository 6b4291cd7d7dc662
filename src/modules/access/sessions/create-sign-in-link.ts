// Makes the token of a one-time sign-in link, good for 10 minutes. For the operator's own terminal.
import { notFound } from '#kernel/errors';
import type { Deps } from '#platform/ctx';
import { userById } from '../store.ts';
import { LINK_LIVES_MS } from './session.ts';
import { insertLink } from './store.ts';
import { newSessionToken } from './token.ts';

export async function createSignInLink(deps: Pick<Deps, 'db' | 'clock'>, input: { readonly userId: string }): Promise<string> {
  if (!(await userById(deps.db, input.userId))) throw notFound('user');
  const { token, hash } = newSessionToken();
  await insertLink(deps.db, {
    hash,
    userId: input.userId,
    expiresAt: new Date(deps.clock.now().getTime() + LINK_LIVES_MS),
  });
  return token;
}
