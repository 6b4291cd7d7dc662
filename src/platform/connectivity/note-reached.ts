// Whoever answers one of our requests can bear witness later that our network works.
import type { SafeExchange } from '#platform/http/safe-exchange';
import type { SafeFetch, SafeHttp } from '#platform/http/safe-fetch';
import type { Connectivity } from './connectivity.ts';

/** The same way out. */
export const noteReached = (http: SafeHttp, connectivity: Pick<Connectivity, 'reached'>): SafeHttp => {
  const noting: SafeFetch = async (url, init) => {
    const response = await http(url, init);
    connectivity.reached(response.url === '' ? String(url) : response.url);
    return response;
  };
  const exchange: SafeExchange = async (url, request) => {
    const exchanged = await http.exchange(url, request);
    connectivity.reached(url);
    return exchanged;
  };
  return Object.assign(noting, { exchange, close: () => http.close() });
};
