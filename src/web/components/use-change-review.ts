// Accepts changed catalogs: one change, or everything that waits at a server.
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { acceptChanges } from '../api/changes.ts';
import type { Accepted } from '../api/changes.ts';
import { plural } from '../text/amounts.ts';
import { toast } from './toaster.tsx';

export interface ChangeReview {
  readonly accept: (serverId: string, accepted: Accepted) => void;
  /** The id of the change that is being accepted, or `all`. */
  readonly accepting: string | undefined;
}

export function useChangeReview(org: string): ChangeReview {
  const queries = useQueryClient();
  const accept = useMutation({
    mutationFn: ({ serverId, accepted }: { readonly serverId: string; readonly accepted: Accepted }) =>
      acceptChanges(org, serverId, accepted),
    onSuccess: ({ accepted }) =>
      accepted === 0 ? toast.done('Nothing was waiting any more') : toast.done(`${plural(accepted, 'change')} accepted`),
    onError: (error) => toast.failed('Not accepted', error),
    onSettled: () =>
      Promise.all(['changes', 'servers', 'server'].map((part) => queries.invalidateQueries({ queryKey: ['org', org, part] }))),
  });
  return {
    accept: (serverId, accepted) => accept.mutate({ serverId, accepted }),
    accepting: accept.isPending ? acceptingOf(accept.variables.accepted) : undefined,
  };
}

const acceptingOf = (accepted: Accepted): string => ('snapshotId' in accepted ? accepted.snapshotId : 'all');
