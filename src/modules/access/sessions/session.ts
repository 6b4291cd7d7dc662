// The noun: a signed-in person's session, and how long things last (spec 09 §1).
import { days, hours, minutes } from '#kernel/duration';
import type { Membership } from '../store.ts';
import type { User } from '../user.ts';

export interface SessionInfo {
  readonly user: User;
  /** Changing requests must repeat it. */
  readonly csrfToken: string;
  readonly organizations: readonly Membership[];
}

export const LINK_LIVES_MS = minutes(10);
const SESSION_IDLE_MS = days(14);
export const SESSION_LIVES_MS = days(60);
/** "Last seen" is written at most this often. */
export const SEEN_EVERY_MS = hours(1);
export const MAX_ORGANIZATIONS = 100;

export const idleSince = (now: Date): Date => new Date(now.getTime() - SESSION_IDLE_MS);
