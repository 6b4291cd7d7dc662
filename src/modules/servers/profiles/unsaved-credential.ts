// A credential as somebody entered it, ready for a probe before anything is saved.
import type { Ctx } from '#platform/ctx';
import { NO_CREDENTIAL } from '../build-target.ts';
import type { Credential } from '../build-target.ts';
import { unsavedTokens } from '../grants/token-source.ts';
import { oauthSettings, storedValue } from './profile-input.ts';
import type { CredentialInput } from './profile-input.ts';

/** `secret`: the stored one, where it was left out. What a person must connect first has nothing to send yet. */
export function unsavedCredential(
  ctx: Ctx,
  input: CredentialInput | undefined,
  { serverUrl, secret }: { serverUrl: string | null; secret?: string | null | undefined },
): Credential {
  if (!input || input.kind === 'none') return NO_CREDENTIAL;
  const value = storedValue(input) ?? secret ?? null;
  const settings = oauthSettings(input);
  if (!settings) return { kind: input.kind, headerName: input.headerName ?? null, value };
  if (input.kind !== 'oauth_client_credentials' || serverUrl === null) return { ...NO_CREDENTIAL, kind: input.kind };
  const tokens = unsavedTokens(ctx.deps, { orgId: ctx.org.id, settings, secret: value ?? undefined, serverUrl });
  return { kind: input.kind, headerName: null, value, tokens };
}
