// What is served without knowing who asks is limited by the network that asks.
import type { MiddlewareHandler } from 'hono';
import type { Deps } from '#platform/ctx';
import { limitRequests } from '#platform/rate-limit/limit-requests';
import { networkOf } from '#platform/rate-limit/network-of';
import type { ApiEnv } from './environment.ts';

/** Beginnings of the paths that do work for strangers. The rest of the API limits whom it has recognized, and answers others 401 for nothing. */
const PUBLIC_PATHS = [
  '/readyz',
  '/sign-in',
  '/status/',
  '/oauth/',
  '/.well-known/',
  '/slack/',
  '/api/auth/',
  '/api/app/auth/',
  '/api/app/invitations/',
  '/api/armature/v1/openapi',
];

export function limitStrangers(deps: Pick<Deps, 'limits' | 'settings'>): MiddlewareHandler<ApiEnv> {
  return async (c, next) => {
    const { path } = c.req;
    if (PUBLIC_PATHS.some((beginning) => path.startsWith(beginning))) await limitNetwork(deps, c.get('address'));
    await next();
  };
}

export const limitNetwork = (deps: Pick<Deps, 'limits' | 'settings'>, address: string): Promise<void> =>
  limitRequests(deps, `address:${networkOf(address)}`);
