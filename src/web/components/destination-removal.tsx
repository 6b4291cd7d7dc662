// Deletes a destination; one that rules use is not deleted, and the rules are named.
import { useMutation } from '@tanstack/react-query';
import { removeDestination } from '../api/alerts.ts';
import type { Destination } from '../api/alerts.ts';
import { ApiError, isConflict } from '../api/error.ts';
import { ConfirmDialog } from './confirm-dialog.tsx';
import { toast } from './toaster.tsx';
import { useRefreshAlerts } from './use-rule-actions.ts';

interface DestinationRemovalProps {
  readonly org: string;
  readonly destination: Destination;
  readonly onClose: () => void;
}

export function DestinationRemoval({ org, destination: { id, name }, onClose }: DestinationRemovalProps) {
  const refresh = useRefreshAlerts(org);
  const remove = useMutation({
    mutationFn: () => removeDestination(org, id),
    onSuccess: async () => {
      toast.done(`${name} is deleted`);
      onClose();
      await refresh();
    },
    onError: (error) => {
      if (isConflict(error)) return;
      toast.failed(`${name} is not deleted`, error);
      onClose();
    },
  });
  const users = usersOf(remove.error);
  return (
    <ConfirmDialog
      isOpen
      title={users === undefined ? `Delete ${name}?` : `${name} is in use`}
      action={users === undefined ? 'Delete destination' : 'Try again'}
      look={users === undefined ? 'danger' : 'primary'}
      isBusy={remove.isPending}
      onConfirm={() => remove.mutate()}
      onClose={onClose}
    >
      {users === undefined ? (
        'Its secrets and the history of its deliveries go with it.'
      ) : (
        <>
          These rules tell it. Give them another destination, or delete them first:
          <ul className="mt-1 max-h-40 list-disc overflow-y-auto ps-5 text-ink">
            {users.map((user) => (
              <li key={user} className="break-words">
                {user}
              </li>
            ))}
          </ul>
        </>
      )}
    </ConfirmDialog>
  );
}

/** The names of the rules, as the conflict lists them. */
function usersOf(error: unknown): readonly string[] | undefined {
  if (!(error instanceof ApiError) || error.status !== 409) return undefined;
  const usedBy = error.details['usedBy'];
  if (!Array.isArray(usedBy)) return [error.message];
  return usedBy.map((user: { readonly name?: string; readonly id?: string }) => user.name ?? user.id ?? 'unnamed');
}
