// Who is asking, for which organization, and until when: what every verb receives first.
import type { Role } from './role.ts';

export interface OrgRef {
  readonly id: string;
  readonly slug: string;
  readonly name: string;
}

/**
 * The one who acts. `user`: a signed-in person (`id` is `usr_…`); `key`: an API key (`key_…`);
 * `system`: our own scheduler or worker (`id` names it, such as `scheduler`), always role owner.
 */
export interface Actor {
  readonly type: 'user' | 'key' | 'system';
  readonly id: string;
  readonly name: string;
  /** Of a signed-in person. */
  readonly email?: string | undefined;
  readonly role: Role;
  /** The application the person let in, when it acts and not the person; `id` is `app_…`. */
  readonly app?: { readonly id: string; readonly name: string } | undefined;
}

/** One request or job. `signal` aborts when the caller leaves or the process stops. */
export interface RequestContext {
  readonly org: OrgRef;
  readonly actor: Actor;
  readonly signal: AbortSignal;
  readonly requestId: string;
  readonly ip?: string | undefined;
  readonly userAgent?: string | undefined;
}
