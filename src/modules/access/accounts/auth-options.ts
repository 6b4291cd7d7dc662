// What this instance offers to who is not signed in: public, and the same for everybody.
import type { ProviderId } from '#platform/auth/auth';
import type { Deps } from '#platform/ctx';
import { isFresh } from './store.ts';
import type { WayIn } from './way-in.ts';

export interface AuthOptions {
  readonly singleUser: boolean;
  readonly signUp: WayIn;
  readonly providers: readonly ProviderId[];
  readonly mail: boolean;
}

export async function authOptions({ db, mail, auth, settings }: Deps): Promise<AuthOptions> {
  const { singleUser, openSignup } = settings;
  const fresh = !singleUser && (await isFresh(db, { mailIsConfigured: mail.isConfigured }));
  return {
    singleUser,
    signUp: fresh ? 'first_user' : openSignup ? 'open' : 'invitation',
    providers: singleUser ? [] : auth.providers,
    mail: mail.isConfigured,
  };
}
