// The noun: a signed-in person's session, and how long things last (spec 09 §1).
import { days, hours, minutes } from '#kernel/duration';
import type { Membership } from '../members/store.ts';
import type { User } from '../user.ts';

/** The person of a session, as that person sees it. */
export interface SessionUser extends User {
  readonly emailVerified: boolean;
  readonly twoFactorEnabled: boolean;
}

export interface SessionInfo {
  /** `sid_…`; names the session without opening it. */
  readonly sessionId: string;
  readonly user: SessionUser;
  /** Changing requests must repeat it. */
  readonly csrfToken: string;
  readonly organizations: readonly Membership[];
}

/** `sessionToken` goes into the cookie and is kept nowhere; `csrfToken` goes to the page. */
export interface StartedSession {
  readonly sessionToken: string;
  readonly csrfToken: string;
}

/** One line of the list of a person's sessions. */
export interface LoginSession {
  readonly id: string;
  readonly isCurrent: boolean;
  readonly createdAt: string;
  readonly lastSeenAt: string;
  readonly ip: string | null;
  readonly userAgent: string | null;
}

export const LINK_LIVES_MS = minutes(10);
const SESSION_IDLE_MS = days(14);
export const SESSION_LIVES_MS = days(60);
/** "Last seen" is written at most this often. */
export const SEEN_EVERY_MS = hours(1);
export const MAX_ORGANIZATIONS = 100;
/** More than this are not listed; ending "all others" ends them too. */
export const MAX_LISTED_SESSIONS = 200;

export const idleSince = (now: Date): Date => new Date(now.getTime() - SESSION_IDLE_MS);
