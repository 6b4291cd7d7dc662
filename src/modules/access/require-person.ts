// What decides who may do what is for people and the operator only, so that a leaked key cannot mint access (spec 05 §3).
import type { Actor } from '#kernel/context';
import { AppError } from '#kernel/errors';

export function requirePerson(ctx: { readonly actor: Actor }): void {
  if (ctx.actor.type !== 'key') return;
  throw new AppError('forbidden_role', 'An API key cannot do this. Sign in as a person.');
}
