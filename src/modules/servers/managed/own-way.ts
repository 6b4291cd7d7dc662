// The way to a managed server: into this process, with the profile's credential in place of a caller's.
import type { Ctx } from '#platform/ctx';
import type { SafeFetch } from '#platform/http/safe-fetch';
import { SafeFetchError } from '#platform/http/safe-fetch-error';

/** `credential` in clear, or null where the profile has none of its own; a token of a grant comes with the request. */
export type OwnWay = (credential: string | null) => SafeFetch;

/** Undefined for a server elsewhere: that one is reached over the network. */
export function ownWayTo({ deps, org }: Pick<Ctx, 'deps' | 'org'>, { managed }: { readonly managed: boolean }): OwnWay | undefined {
  if (!managed) return undefined;
  return (credential) => async (url, init) => {
    if (deps.ownMcp === undefined)
      throw new SafeFetchError('connect_failed', 'The endpoints of this instance cannot be reached from this process.');
    return deps.ownMcp({ org, credential: credential ?? bearerIn(init?.headers) }, url, init);
  };
}

const bearerIn = (headers: RequestInit['headers']): string | undefined =>
  /^Bearer (\S+)$/i.exec(new Headers(headers).get('authorization') ?? '')?.[1];
