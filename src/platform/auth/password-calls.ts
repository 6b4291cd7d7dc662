// Passwords, and the links that prove an address.
import { failed, ok } from '#kernel/outcome';
import type { AuthDoor } from './auth.ts';
import type { AuthParts } from './auth-parts.ts';
import { newScope, runInScope, signedInBriefly } from './call-scope.ts';
import { cookieIn, refusalCode } from './library-answer.ts';
import { hashPassword, verifyPassword } from './password-hash.ts';

type PasswordCalls = Pick<
  AuthDoor,
  | 'prepare'
  | 'confirm'
  | 'signUp'
  | 'checkPassword'
  | 'verificationToken'
  | 'verifyEmail'
  | 'resetToken'
  | 'resetPassword'
  | 'changePassword'
>;

export function passwordCalls({ db, engine, passwordCost }: AuthParts): PasswordCalls {
  return {
    prepare: async (text) => ({ text, hash: await hashPassword(text, passwordCost) }),
    confirm: async ({ userId, password: text }) => {
      const { internalAdapter } = await (await engine()).$context;
      const account = await runInScope(newScope(db), () => internalAdapter.findCredentialAccount(userId));
      const hash = account?.password ?? '';
      return (await verifyPassword({ hash, password: text })) ? { text, confirmedHash: hash } : undefined;
    },
    signUp: async (tx, { name, email, password }) => {
      const { api } = await engine();
      const scope = newScope(tx, { prepared: password });
      try {
        const { user } = await runInScope(scope, () => api.signUpEmail({ body: { name, email, password: password.text } }));
        return scope.handedOut.isTaken === true ? failed('taken') : ok({ userId: user.id });
      } catch (error) {
        const code = refusalCode(error);
        if (code === 'INVALID_EMAIL' || code === 'VALIDATION_ERROR') return failed('bad_email');
        throw error;
      }
    },
    checkPassword: async (body) => {
      const { api, $context } = await engine();
      try {
        const { response, headers } = await runInScope(newScope(db), () => api.signInEmail({ body, returnHeaders: true }));
        if (!('twoFactorRedirect' in response)) return ok({ userId: response.user.id });
        const challenge = cookieIn(headers, (await $context).createAuthCookie('two_factor').name);
        if (challenge === undefined) throw new Error('the library asks for a second factor and sets no cookie');
        return ok({ challenge });
      } catch (error) {
        const code = refusalCode(error);
        if (code === 'EMAIL_NOT_VERIFIED') return failed('unverified');
        if (WRONG.has(code)) return failed('wrong');
        throw error;
      }
    },
    verificationToken: async (email) => {
      const library = await engine();
      const { internalAdapter } = await library.$context;
      const found = await runInScope(newScope(db), () => internalAdapter.findUserByEmail(email));
      return found === null || found.user.emailVerified ? undefined : library.verificationTokenFor(email);
    },
    verifyEmail: async (tx, token) => {
      const { api } = await engine();
      const scope = newScope(tx);
      try {
        await runInScope(scope, () => api.verifyEmail({ query: { token } }));
        return ok({ userId: scope.handedOut.verifiedUserId });
      } catch (error) {
        if (!BAD_LINK.has(refusalCode(error))) throw error;
        return failed('invalid');
      }
    },
    resetToken: async (email) => {
      const { api } = await engine();
      const scope = newScope(db);
      try {
        await runInScope(scope, () => api.requestPasswordReset({ body: { email } }));
      } catch (error) {
        // what the library takes for no address has no account
        if (refusalCode(error) !== 'VALIDATION_ERROR') throw error;
      }
      return scope.handedOut.resetToken;
    },
    resetPassword: async (tx, { token, password }) => {
      const { api } = await engine();
      const scope = newScope(tx, { prepared: password });
      try {
        await runInScope(scope, () => api.resetPassword({ body: { token, newPassword: password.text } }));
      } catch (error) {
        if (!BAD_LINK.has(refusalCode(error))) throw error;
        return failed('invalid');
      }
      const userId = scope.handedOut.resetUserId;
      return userId === undefined ? failed('invalid') : ok({ userId });
    },
    changePassword: async (tx, { userId, currentPassword: confirmed, password }) => {
      const { api } = await engine();
      const scope = newScope(tx, { confirmed, prepared: password });
      const newPassword = password.text;
      const headers = new Headers({ authorization: `Bearer ${signedInBriefly(scope, userId)}` });
      try {
        await runInScope<unknown>(scope, () =>
          confirmed === undefined
            ? api.setPassword({ headers, body: { newPassword } })
            : api.changePassword({ headers, body: { currentPassword: confirmed.text, newPassword } }),
        );
        return ok(undefined);
      } catch (error) {
        if (!WRONG.has(refusalCode(error))) throw error;
        return failed('wrong');
      }
    },
  };
}

const WRONG = new Set([
  'INVALID_EMAIL',
  'VALIDATION_ERROR',
  'INVALID_EMAIL_OR_PASSWORD',
  'INVALID_PASSWORD',
  'CREDENTIAL_ACCOUNT_NOT_FOUND',
  'PASSWORD_ALREADY_SET',
]);

const BAD_LINK = new Set(['INVALID_TOKEN', 'TOKEN_EXPIRED', 'USER_NOT_FOUND', 'INVALID_USER', 'VALIDATION_ERROR']);
