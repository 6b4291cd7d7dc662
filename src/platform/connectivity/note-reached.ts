// Whoever answers one of our requests can bear witness later that our network works.
import type { SafeFetch } from '#platform/http/safe-fetch';
import type { Connectivity } from './connectivity.ts';

/** The same fetch; whatever else it can do, such as being closed, stays. */
export const noteReached = <F extends SafeFetch>(fetch: F, connectivity: Pick<Connectivity, 'reached'>): F => {
  const noting: SafeFetch = async (url, init) => {
    const response = await fetch(url, init);
    connectivity.reached(response.url === '' ? String(url) : response.url);
    return response;
  };
  return Object.assign(noting, fetch);
};
