// What decides who may do what is for people and the operator only, so that neither a leaked key nor an application can mint access (spec 05 §3).
import type { Actor } from '#kernel/context';
import { AppError } from '#kernel/errors';

export function requirePerson(ctx: { readonly actor: Actor }): void {
  if (ctx.actor.app !== undefined) throw new AppError('forbidden_role', 'A connected app cannot do this. Sign in as a person.');
  if (ctx.actor.type !== 'key') return;
  throw new AppError('forbidden_role', 'An API key cannot do this. Sign in as a person.');
}
