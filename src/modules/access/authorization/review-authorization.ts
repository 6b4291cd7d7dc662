// What a signed-in person is shown before they decide: who asks, where the answer goes, and what they could give.
import type { OrgRef } from '#kernel/context';
import type { Outcome } from '#kernel/outcome';
import { failed, ok } from '#kernel/outcome';
import type { Role } from '#kernel/role';
import type { AppClient } from '../app-clients/app-client.ts';
import { findClient } from '../app-clients/find-client.ts';
import { placeOfRedirectUri } from '../app-clients/redirect-uri.ts';
import type { PersonCtx } from '../sessions/person-ctx.ts';
import { clientIdIn, MAX_QUERY, parseAuthorizationRequest } from './authorization-request.ts';
import type { AuthorizationRequest, RefusedRequest } from './authorization-request.ts';

export interface AuthorizationReview {
  readonly client: {
    /** As it calls itself; nobody checked it. */
    readonly name: string;
    /** The host that describes it, where its id is an address there: that much is certain. */
    readonly host: string | null;
    /** Where the answer goes: the host of a site, or `this computer`. */
    readonly place: string;
  };
  /** True where it wants to go on without asking again. */
  readonly staysConnected: boolean;
  readonly organizations: readonly (OrgRef & { readonly role: Role })[];
}

/** `search`: the query as it stands in the address. A request that cannot be granted is an answer too, for the page to show. */
export async function reviewAuthorization(
  ctx: PersonCtx,
  search: string,
): Promise<{ readonly review: AuthorizationReview } | { readonly refused: RefusedRequest }> {
  const found = await findRequest(ctx, search);
  if (!found.ok) return { refused: found.error };
  const { client, request } = found.value;
  return {
    review: {
      client: {
        name: client.name,
        host: client.kind === 'document' ? new URL(client.clientId).host : null,
        place: placeOfRedirectUri(request.redirectUri),
      },
      staysConnected: staysConnected(client, request),
      organizations: ctx.session.organizations.map(({ org, role }) => ({ ...org, role })),
    },
  };
}

export interface FoundRequest {
  readonly client: AppClient;
  readonly request: AuthorizationRequest;
}

/** Read from the query each time, for the page and for the decision: nothing is kept for who has not decided. */
export async function findRequest(ctx: PersonCtx, search: string): Promise<Outcome<FoundRequest, RefusedRequest>> {
  if (search.length > MAX_QUERY) return failed({ problem: { error: 'invalid_request', description: 'The request is too long.' } });
  const query = new URLSearchParams(search);
  const clientId = clientIdIn(query);
  if (!clientId.ok) return failed({ problem: clientId.error });
  const client = await findClient(ctx, clientId.value);
  if (!client.ok) return failed({ problem: { error: 'invalid_client', description: client.error } });
  const request = parseAuthorizationRequest(query, { client: client.value, settings: ctx.deps.settings });
  return request.ok ? ok({ client: client.value, request: request.value }) : request;
}

/** Many clients that can keep a refresh token do not know the word for it; whether they get one is ours to say (RFC 6749 §1.5). */
export const staysConnected = (client: Pick<AppClient, 'mayRefresh'>, { scopes }: Pick<AuthorizationRequest, 'scopes'>): boolean =>
  client.mayRefresh || scopes.includes('offline_access');
