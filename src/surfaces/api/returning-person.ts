// Who comes back from another site's consent page: the session in which it was begun, or nobody.
import type { Context } from 'hono';
import type { SessionInfo } from '#modules/access';
import { AppError } from '#kernel/errors';
import type { Ctx, Deps } from '#platform/ctx';
import { ctxOf, requireSession } from './authenticate.ts';
import type { ApiEnv } from './environment.ts';

export interface ReturningPerson {
  readonly deps: Deps;
  readonly sessionId: string;
  /** Undefined where the person is not a member. */
  ctxIn(orgId: string): Ctx | undefined;
}

/** Undefined for whoever is not signed in. */
export async function returningPerson(deps: Deps, c: Context<ApiEnv>): Promise<ReturningPerson | undefined> {
  const session = await sessionOf(deps, c);
  if (!session) return undefined;
  return {
    deps,
    sessionId: session.sessionId,
    ctxIn: (orgId) => {
      const slug = session.organizations.find(({ org }) => org.id === orgId)?.org.slug;
      return slug === undefined ? undefined : ctxOf({ deps, c, session, slug });
    },
  };
}

async function sessionOf(deps: Deps, c: Context<ApiEnv>): Promise<SessionInfo | undefined> {
  try {
    return await requireSession(deps, c);
  } catch (error) {
    if (error instanceof AppError && error.code === 'unauthenticated') return undefined;
    throw error;
  }
}
