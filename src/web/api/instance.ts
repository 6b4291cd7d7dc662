// What the operator's instance says of itself.
import { queryOptions } from '@tanstack/react-query';
import { instance } from './client.ts';

/** What stands between a script and the machine it runs on. */
export interface Isolation {
  readonly engine: string;
  readonly engineVersion: string;
  readonly bubblewrap: boolean;
  readonly ownNetwork: boolean;
  readonly ownProcesses: boolean;
  readonly ownUser: boolean;
  readonly prlimit: boolean;
  /** One sentence for each thing that would help. */
  readonly missing: readonly string[];
}

export const isolationQuery = queryOptions({
  queryKey: ['readyz'],
  queryFn: async ({ signal }) => (await instance<{ readonly sandbox: Isolation }>('/readyz', signal)).sandbox,
  staleTime: 5 * 60_000,
});
