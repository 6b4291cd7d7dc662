// The Auth profiles tab: every credential set of a server.
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Plus } from 'lucide-react';
import { useState } from 'react';
import { authProfilesQuery, probeServer, removeAuthProfile } from '../api/servers.ts';
import type { AuthProfile, Probe } from '../api/servers.ts';
import { AuthProfileDialog } from './auth-profile-dialog.tsx';
import { AuthProfileRow } from './auth-profile-row.tsx';
import { Button } from './button.tsx';
import { ConfirmDialog } from './confirm-dialog.tsx';
import { EmptyState } from './empty-state.tsx';
import { Panel } from './panel.tsx';
import { Part } from './part.tsx';
import { RowsSkeleton } from './skeleton.tsx';
import { toast } from './toaster.tsx';
import { usePage } from './use-page.ts';

interface AuthProfilesProps {
  readonly org: string;
  readonly serverId: string;
  readonly canEdit: boolean;
}

export function AuthProfiles({ org, serverId, canEdit }: AuthProfilesProps) {
  const queries = useQueryClient();
  const { search, setSearch } = usePage();
  const profiles = useQuery(authProfilesQuery(org, serverId));
  const [editing, setEditing] = useState<AuthProfile | 'new' | undefined>();
  const [removing, setRemoving] = useState<AuthProfile | undefined>();
  const [probe, setProbe] = useState<{ readonly id: string; readonly result: Probe } | undefined>();

  const test = useMutation({
    mutationFn: (profile: AuthProfile) => probeServer(org, serverId, profile.id),
    onSuccess: (result, profile) => setProbe({ id: profile.id, result }),
    onError: (error) => toast.failed('Not tested', error),
  });
  const remove = useMutation({
    mutationFn: (profile: AuthProfile) => removeAuthProfile(org, { serverId, profileId: profile.id }),
    onSuccess: async (_, profile) => {
      await queries.invalidateQueries({ queryKey: authProfilesQuery(org, serverId).queryKey });
      toast.done(`Auth profile ${profile.name} is deleted`);
    },
    onError: (error, profile) => toast.failed(`${profile.name} is not deleted`, error),
    onSettled: () => setRemoving(undefined),
  });
  const addButton = canEdit ? (
    <Button icon={<Plus size={14} aria-hidden="true" />} onClick={() => setEditing('new')}>
      New profile
    </Button>
  ) : undefined;

  return (
    <Panel title="Auth profiles" actions={addButton} flush>
      <Part name="auth profiles" query={profiles} skeleton={<RowsSkeleton rows={2} />}>
        {({ rows }) =>
          rows.length === 0 ? (
            <EmptyState title="No auth profile">Requests to this server carry no credential.</EmptyState>
          ) : (
            <ul className="divide-y divide-line">
              {rows.map((profile) => (
                <AuthProfileRow
                  key={profile.id}
                  org={org}
                  profile={profile}
                  canEdit={canEdit}
                  isTesting={test.isPending && test.variables.id === profile.id}
                  probe={probe?.id === profile.id ? probe.result : undefined}
                  isWanted={search['connect'] === profile.id}
                  onTest={() => test.mutate(profile)}
                  onEdit={() => setEditing(profile)}
                  onRemove={() => setRemoving(profile)}
                />
              ))}
            </ul>
          )
        }
      </Part>
      {editing !== undefined && (
        <AuthProfileDialog
          org={org}
          serverId={serverId}
          profile={editing === 'new' ? null : editing}
          onClose={() => setEditing(undefined)}
          onSaved={(saved) => {
            if (saved.kind === 'oauth_authorization_code' && saved.grantState !== 'connected') setSearch({ connect: saved.id });
          }}
        />
      )}
      <ConfirmDialog
        isOpen={removing !== undefined}
        title={`Delete auth profile ${removing?.name ?? ''}?`}
        action="Delete profile"
        isBusy={remove.isPending}
        onConfirm={() => removing && remove.mutate(removing)}
        onClose={() => setRemoving(undefined)}
      >
        Its secret is erased. A profile that a workflow uses cannot be deleted.
      </ConfirmDialog>
    </Panel>
  );
}
