// Sends a visitor to Google or GitHub.
import { notFound } from '#kernel/errors';
import { PROVIDER_IDS } from '#platform/auth/auth';
import type { AuthDoor, ProviderId } from '#platform/auth/auth';
import type { VisitorCtx } from '../sessions/person-ctx.ts';
import { ownPath } from './own-path.ts';
import { countTry, networkKey } from './try-limits.ts';
import { requirePasswords } from './visitor-doors.ts';

export interface ProviderVisit {
  readonly provider: string;
  /** Page to go to afterwards; anything but a path of ours is left out. */
  readonly next?: string | undefined;
  readonly invitation?: string | undefined;
}

const MAX_INVITATION = 200;

/** `state` goes into a cookie. Throws `not_found` for a provider that is not set up here. */
export async function beginProviderSignIn(ctx: VisitorCtx, visit: ProviderVisit): ReturnType<AuthDoor['beginProvider']> {
  requirePasswords(ctx);
  const provider = knownProvider(ctx, visit.provider);
  await countTry(ctx, 'visitor', networkKey(ctx));
  const { invitation } = visit;
  const carried = {
    next: ownPath(visit.next),
    invitation: invitation === undefined || invitation.length > MAX_INVITATION ? undefined : invitation,
  };
  return ctx.deps.auth.beginProvider({ provider, carried });
}

export function knownProvider({ deps }: VisitorCtx, text: string): ProviderId {
  const provider = PROVIDER_IDS.find((id) => id === text);
  if (provider === undefined || !deps.auth.providers.includes(provider)) throw notFound('provider');
  return provider;
}
