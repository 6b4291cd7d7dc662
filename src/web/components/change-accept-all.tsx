// Accepts everything that waits at a server, up to the newest change this button was drawn for.
import { useQuery } from '@tanstack/react-query';
import { changesQuery } from '../api/changes.ts';
import { Button } from './button.tsx';
import type { ChangeReview } from './use-change-review.ts';

interface ChangeAcceptAllProps {
  readonly org: string;
  readonly serverId: string;
  readonly review: ChangeReview;
  readonly label: string;
}

export function ChangeAcceptAll({ org, serverId, review, label }: ChangeAcceptAllProps) {
  const [newest] = useQuery(changesQuery(org, { serverId, state: 'pending', pageSize: '1' })).data?.rows ?? [];
  return (
    <Button
      isBusy={review.accepting === 'all'}
      disabled={newest === undefined}
      onClick={() => newest && review.accept(serverId, { throughSnapshotId: newest.id })}
    >
      {label}
    </Button>
  );
}
