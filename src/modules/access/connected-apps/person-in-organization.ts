// A signed-in person's context in one of their organizations, for what they do from a page that belongs to none.
import { randomUUID } from 'node:crypto';
import type { Ctx } from '#platform/ctx';
import type { Membership } from '../members/store.ts';
import { visitorOf } from '../sessions/person-ctx.ts';
import type { PersonCtx } from '../sessions/person-ctx.ts';

/** Undefined where the person is not a member. */
export function personInOrganization(ctx: PersonCtx, isMeant: (membership: Membership) => boolean): Ctx | undefined {
  const { organizations, user } = ctx.session;
  const membership = organizations.find(isMeant);
  if (membership === undefined) return undefined;
  const { requestId = randomUUID(), ip, userAgent } = visitorOf(ctx);
  return {
    deps: ctx.deps,
    org: membership.org,
    actor: { type: 'user', id: user.id, name: user.name, email: user.email, role: membership.role },
    signal: new AbortController().signal,
    requestId,
    ip,
    userAgent,
  };
}
