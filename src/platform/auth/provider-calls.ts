// Sign-in at a provider: the way there, and what came back. The library's callback is called here and served nowhere.
import { failed, ok } from '#kernel/outcome';
import { PROVIDER_BASE } from './auth.ts';
import type { AuthDoor, ProviderProblem } from './auth.ts';
import type { AuthParts } from './auth-parts.ts';
import { newScope, runInScope } from './call-scope.ts';
import { cookieHeader, cookieIn } from './library-answer.ts';

type ProviderCalls = Pick<AuthDoor, 'beginProvider' | 'finishProvider'>;

export function providerCalls({ db, publicUrl, log, engine }: AuthParts): ProviderCalls {
  const home = `${publicUrl}/`;
  return {
    beginProvider: async ({ provider, carried }) => {
      const { api, $context } = await engine();
      const { response, headers } = await runInScope(newScope(db), () =>
        api.signInSocial({
          body: { provider, callbackURL: home, errorCallbackURL: home, additionalData: { ...carried }, disableRedirect: true },
          returnHeaders: true,
        }),
      );
      const state = cookieIn(headers, (await $context).createAuthCookie('state').name);
      if (state === undefined || response.url === undefined) throw new Error('the library made no way to the provider');
      return { url: response.url, state };
    },
    finishProvider: async ({ provider, search, state, mayJoin, onLinked }) => {
      const { handler, $context } = await engine();
      const scope = newScope(db, { mayJoin, onLinked });
      const headers = cookieHeader((await $context).createAuthCookie('state').name, state);
      const request = new Request(`${publicUrl}${PROVIDER_BASE}/callback/${provider}${search}`, { headers });
      const answer = await runInScope(scope, () => handler(request));
      const [session] = scope.sessions.values();
      if (session !== undefined) return ok({ userId: session.userId, carried: scope.handedOut.carried ?? {} });
      const code = URL.parse(answer.headers.get('location') ?? '')?.searchParams.get('error') ?? 'no_answer';
      const problem = PROBLEMS[code] ?? 'failed';
      if (problem === 'failed') log.warn({ provider, code: code.slice(0, 100), status: answer.status }, 'sign-in at a provider failed');
      return failed(problem);
    },
  };
}

const PROBLEMS: Readonly<Record<string, ProviderProblem>> = {
  access_denied: 'denied',
  user_cancelled_login: 'denied',
  state_mismatch: 'expired',
  state_not_found: 'expired',
  state_invalid: 'expired',
  sign_up_closed: 'closed',
  email_unverified: 'unverified',
  account_not_linked: 'not_linked',
};
