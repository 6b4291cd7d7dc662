// The noun: a person's place in an organization (spec 09 §3).
import type { Role } from '#kernel/role';

export interface Member {
  readonly userId: string;
  readonly name: string;
  /** Null for those below admin. */
  readonly email: string | null;
  readonly role: Role;
  readonly joinedAt: string;
}
