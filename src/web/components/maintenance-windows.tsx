// The maintenance windows of a server: what is announced, and the way to announce more.
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Plus } from 'lucide-react';
import { useState } from 'react';
import { maintenanceQuery, removeMaintenance } from '../api/maintenance.ts';
import type { MaintenanceWindow } from '../api/maintenance.ts';
import { ActionMenu } from './action-menu.tsx';
import { Badge } from './badge.tsx';
import { Button } from './button.tsx';
import { ConfirmDialog } from './confirm-dialog.tsx';
import { MaintenanceDialog } from './maintenance-dialog.tsx';
import { maintenanceSentence } from './maintenance-draft.ts';
import { Panel } from './panel.tsx';
import { Part } from './part.tsx';
import { RowsSkeleton } from './skeleton.tsx';
import { TimeAgo } from './time-ago.tsx';
import { toast } from './toaster.tsx';

interface MaintenanceWindowsProps {
  readonly org: string;
  readonly serverId: string;
  readonly canEdit: boolean;
}

export function MaintenanceWindows({ org, serverId, canEdit }: MaintenanceWindowsProps) {
  const queries = useQueryClient();
  const windows = useQuery(maintenanceQuery(org, serverId));
  const [editing, setEditing] = useState<MaintenanceWindow | 'new' | undefined>();
  const [removing, setRemoving] = useState<MaintenanceWindow | undefined>();
  const remove = useMutation({
    mutationFn: ({ id }: MaintenanceWindow) => removeMaintenance(org, { serverId, windowId: id }),
    onSuccess: async (_, { title }) => {
      toast.done(`${title} is deleted`);
      await queries.invalidateQueries({ queryKey: maintenanceQuery(org, serverId).queryKey });
      await queries.invalidateQueries({ queryKey: ['org', org, 'monitors'] });
    },
    onError: (error, { title }) => toast.failed(`${title} is not deleted`, error),
    onSettled: () => setRemoving(undefined),
  });
  return (
    <Panel
      title="Maintenance"
      hint="Checks go on, nobody is alerted, uptime leaves it out."
      actions={
        canEdit ? (
          <Button icon={<Plus size={14} aria-hidden="true" />} onClick={() => setEditing('new')}>
            New window
          </Button>
        ) : undefined
      }
      flush
    >
      <Part name="maintenance windows" query={windows} skeleton={<RowsSkeleton rows={2} />}>
        {({ rows }) =>
          rows.length === 0 ? (
            <p className="px-4 py-4 text-sm text-muted">No maintenance is announced.</p>
          ) : (
            <ul className="divide-y divide-line">
              {rows.map((window) => (
                <WindowRow
                  key={window.id}
                  window={window}
                  onEdit={canEdit ? () => setEditing(window) : undefined}
                  onRemove={() => setRemoving(window)}
                />
              ))}
            </ul>
          )
        }
      </Part>
      {editing !== undefined && (
        <MaintenanceDialog
          org={org}
          serverId={serverId}
          window={editing === 'new' ? null : editing}
          onClose={() => setEditing(undefined)}
        />
      )}
      <ConfirmDialog
        isOpen={removing !== undefined}
        title={`Delete maintenance window ${removing?.title ?? ''}?`}
        action="Delete window"
        isBusy={remove.isPending}
        onConfirm={() => removing && remove.mutate(removing)}
        onClose={() => setRemoving(undefined)}
      >
        {removing?.isOpen === true ? 'It is open now: alerts are sent again at once.' : 'It will not take place.'}
      </ConfirmDialog>
    </Panel>
  );
}

interface WindowRowProps {
  readonly window: MaintenanceWindow;
  /** Undefined for who may not change it. */
  readonly onEdit: (() => void) | undefined;
  readonly onRemove: () => void;
}

function WindowRow({ window, onEdit, onRemove }: WindowRowProps) {
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-1.5 px-4 py-2.5">
      <div className="min-w-0 flex-1 basis-64">
        <p className="font-medium break-words">{window.title}</p>
        <p className="text-sm text-muted">{maintenanceSentence(window)}</p>
      </div>
      <WindowState window={window} />
      {onEdit !== undefined && (
        <ActionMenu
          label={`Actions of ${window.title}`}
          look="quiet"
          actions={[
            { label: 'Edit', onSelect: onEdit },
            { label: 'Delete', isDangerous: true, onSelect: onRemove },
          ]}
        />
      )}
    </li>
  );
}

function WindowState({ window: { isOpen, next } }: { readonly window: MaintenanceWindow }) {
  if (next === null) return <Badge tone="idle">Over</Badge>;
  return (
    <span className="inline-flex items-center gap-2 text-sm">
      <Badge tone={isOpen ? 'partial' : 'idle'}>{isOpen ? 'Open now' : 'Planned'}</Badge>
      <span className="text-muted">
        {isOpen ? 'ends ' : ''}
        <TimeAgo at={isOpen ? next.endsAt : next.startsAt} />
      </span>
    </span>
  );
}
