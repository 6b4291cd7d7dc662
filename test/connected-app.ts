// An application that a person let in, made by the verbs themselves.
import { createHash, randomBytes, randomInt } from 'node:crypto';
import { authenticateSession, createSignInLink, decideAuthorization, exchangeToken, registerClient, signInWithLink } from '#modules/access';
import type { PersonCtx } from '#modules/access';
import type { Ctx } from '#platform/ctx';

const CALLBACK = 'http://127.0.0.1:33418/callback';

export interface LetIn {
  readonly clientId: string;
  readonly access: string;
  readonly refresh: string;
}

/** The person of `ctx`, signed in. */
export async function personOf({ deps, actor }: Ctx): Promise<PersonCtx> {
  const token = await createSignInLink(deps, { userId: actor.id });
  const started = await signInWithLink(deps, token, {});
  const session = started && (await authenticateSession(deps, started.sessionToken));
  if (!session) throw new Error('the person could not sign in');
  return { deps, session, requestId: `req_${randomInt(1e9)}` };
}

/** What an application asks a person, in the query of an address. */
export async function askingApp({ deps }: Pick<Ctx, 'deps'>): Promise<{ clientId: string; verifier: string; search: string }> {
  // an address of its own: registrations are limited by address
  const ip = `203.0.${randomInt(256)}.${randomInt(256)}`;
  const metadata = { client_name: 'Example Editor', redirect_uris: [CALLBACK], grant_types: ['authorization_code', 'refresh_token'] };
  const registered = await registerClient({ deps, ip }, metadata);
  if (!registered.ok) throw new Error(registered.error.description);
  const { clientId } = registered.value;
  const verifier = randomBytes(32).toString('base64url');
  const query = {
    response_type: 'code',
    client_id: clientId,
    redirect_uri: CALLBACK,
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
  };
  return { clientId, verifier, search: `?${new URLSearchParams(query).toString()}` };
}

/** `role`: at most the person's own, which is the default. */
export async function letAppIn(ctx: Ctx, { role }: { readonly role?: string } = {}): Promise<LetIn> {
  const { clientId, verifier, search } = await askingApp(ctx);
  const organization = ctx.org.slug;
  const { returnTo } = await decideAuthorization(await personOf(ctx), { decision: 'allow', search, organization, role });
  const form = new URLSearchParams({
    grant_type: 'authorization_code',
    client_id: clientId,
    redirect_uri: CALLBACK,
    code: new URL(returnTo).searchParams.get('code') ?? '',
    code_verifier: verifier,
  });
  const exchanged = await exchangeToken(ctx, form);
  if (!exchanged.ok) throw new Error(exchanged.error.description);
  return { clientId, access: exchanged.value.access_token, refresh: exchanged.value.refresh_token ?? '' };
}

export const renewalOf = ({ clientId, refresh }: LetIn): URLSearchParams =>
  new URLSearchParams({ grant_type: 'refresh_token', client_id: clientId, refresh_token: refresh });
