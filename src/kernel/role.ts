// The four roles of a member, and the comparison every verb begins with.
import { AppError } from './errors.ts';

/** Weakest first. A role includes everything the ones before it may do (spec 09 §3). */
export const ROLES = ['viewer', 'editor', 'admin', 'owner'] as const;

export type Role = (typeof ROLES)[number];

/** True when `role` is at least `needed`. */
export const hasRole = (role: Role, needed: Role): boolean => ROLES.indexOf(role) >= ROLES.indexOf(needed);

/** Of two roles the one that may do less. */
export const lesserRole = (a: Role, b: Role): Role => (hasRole(a, b) ? b : a);

/** The first beat of every verb. Throws `forbidden_role` naming the role that would do. */
export function requireRole(ctx: { readonly actor: { readonly role: Role } }, needed: Role): void {
  if (hasRole(ctx.actor.role, needed)) return;
  throw new AppError('forbidden_role', `This needs the role ${needed} or higher; you are ${ctx.actor.role}.`, {
    details: { neededRole: needed },
  });
}
