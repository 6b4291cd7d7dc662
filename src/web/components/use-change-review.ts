// Accepts changed catalogs: one change, or everything that waits at a server.
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { acceptChanges } from '../api/changes.ts';
import { plural } from '../text/amounts.ts';
import { toast } from './toaster.tsx';

export interface ChangeReview {
  /** Without `snapshotId` everything. */
  readonly accept: (serverId: string, snapshotId?: string) => void;
  /** The id of the change that is being accepted, or `all`. */
  readonly accepting: string | undefined;
}

export function useChangeReview(org: string): ChangeReview {
  const queries = useQueryClient();
  const accept = useMutation({
    mutationFn: ({ serverId, snapshotId }: { readonly serverId: string; readonly snapshotId?: string | undefined }) =>
      acceptChanges(org, serverId, snapshotId),
    onSuccess: ({ accepted }) =>
      accepted === 0 ? toast.done('Nothing was waiting any more') : toast.done(`${plural(accepted, 'change')} accepted`),
    onError: (error) => toast.failed('Not accepted', error),
    onSettled: () =>
      Promise.all(['changes', 'servers', 'server'].map((part) => queries.invalidateQueries({ queryKey: ['org', org, part] }))),
  });
  return {
    accept: (serverId, snapshotId) => accept.mutate({ serverId, snapshotId }),
    accepting: accept.isPending ? (accept.variables.snapshotId ?? 'all') : undefined,
  };
}
