// When a session ends under an open page: to sign-in, and back to that page afterwards.
import { isSignedOut } from './api/error.ts';
import { patterns } from './api/paths.ts';
import type { DashboardRouter } from './routes.tsx';

/** Pages that are for who is not signed in too. */
const OPEN_TO_ALL: ReadonlySet<string> = new Set([
  patterns.signIn,
  patterns.twoFactor,
  patterns.signUp,
  patterns.forgotPassword,
  patterns.resetPassword,
  patterns.verifyEmail,
  patterns.invitation,
]);

/** A page with unsaved changes asks before it is left, as for any other way out. */
export function leadToSignIn(router: DashboardRouter, error: unknown): void {
  const { pathname, href } = router.state.location;
  if (!isSignedOut(error) || OPEN_TO_ALL.has(pathname)) return;
  void router.navigate({ to: patterns.signIn, search: { next: href } });
}
