// Connected apps in rows, each with the way to disconnect it.
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { QueryKey } from '@tanstack/react-query';
import { useState } from 'react';
import type { ConnectedApp } from '../api/connected-apps.ts';
import { visibleText } from '../text/visible-text.ts';
import { Button } from './button.tsx';
import { ConfirmDialog } from './confirm-dialog.tsx';
import { TimeAgo } from './time-ago.tsx';
import { toast } from './toaster.tsx';

interface AppTableProps<App extends ConnectedApp> {
  readonly apps: readonly App[];
  /** Whom it belongs to, or where it leads: what the other page of the two knows already. */
  readonly owner: { readonly label: string; readonly of: (app: App) => string };
  readonly disconnect: (id: string) => Promise<unknown>;
  readonly refreshes: QueryKey;
}

export function AppTable<App extends ConnectedApp>({ apps, owner, disconnect, refreshes }: AppTableProps<App>) {
  const queries = useQueryClient();
  const [ending, setEnding] = useState<App | undefined>();
  const end = useMutation({
    mutationFn: ({ id }: App) => disconnect(id),
    onSuccess: (_, { name }) => toast.done(`${visibleText(name)} is disconnected`),
    onError: (error) => toast.failed('Not disconnected', error),
    onSettled: async () => {
      setEnding(undefined);
      await queries.invalidateQueries({ queryKey: refreshes });
    },
  });
  return (
    <>
      <Rows apps={apps} owner={owner} onEnd={setEnding} />
      <ConfirmDialog
        isOpen={ending !== undefined}
        title={`Disconnect ${visibleText(ending?.name ?? '')}?`}
        action="Disconnect"
        isBusy={end.isPending}
        onConfirm={() => ending && end.mutate(ending)}
        onClose={() => setEnding(undefined)}
      >
        It loses its access at once. To come back it has to ask again.
      </ConfirmDialog>
    </>
  );
}

interface RowsProps<App extends ConnectedApp> extends Pick<AppTableProps<App>, 'apps' | 'owner'> {
  readonly onEnd: (app: App) => void;
}

function Rows<App extends ConnectedApp>({ apps, owner, onEnd }: RowsProps<App>) {
  return (
    <table className="grid-table">
      <thead>
        <tr>
          <th scope="col">App</th>
          <th scope="col">{owner.label}</th>
          <th scope="col">Role at most</th>
          <th scope="col">Connected</th>
          <th scope="col">Last used</th>
          <th scope="col">
            <span className="sr-only">Actions</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {apps.map((app) => (
          <tr key={app.id}>
            <td className="lead">
              <span className="font-medium break-words">{visibleText(app.name)}</span>
              <span className="block text-xs text-faint break-all">{app.place}</span>
            </td>
            <td data-label={owner.label}>{owner.of(app)}</td>
            <td data-label="Role at most">{app.role}</td>
            <td data-label="Connected">
              <TimeAgo at={app.createdAt} />
            </td>
            <td data-label="Last used">
              <TimeAgo at={app.lastUsedAt} fallback="never" />
            </td>
            <td className="act text-end">
              <Button look="danger" aria-label={`Disconnect ${visibleText(app.name)}`} onClick={() => onEnd(app)}>
                Disconnect
              </Button>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
