// The Auth profiles tab: every credential set of a server.
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Plus } from 'lucide-react';
import { useState } from 'react';
import { authProfilesQuery, probeServer, removeAuthProfile } from '../api/servers.ts';
import type { AuthKind, AuthProfile, Probe } from '../api/servers.ts';
import { ActionMenu } from './action-menu.tsx';
import { AuthProfileDialog } from './auth-profile-dialog.tsx';
import { Button } from './button.tsx';
import { ConfirmDialog } from './confirm-dialog.tsx';
import { EmptyState } from './empty-state.tsx';
import { Panel } from './panel.tsx';
import { Part } from './part.tsx';
import { ProbeReport } from './probe-report.tsx';
import { RowsSkeleton } from './skeleton.tsx';
import { Tag } from './tag.tsx';
import { TimeAgo } from './time-ago.tsx';
import { toast } from './toaster.tsx';

const KIND_WORDS: Readonly<Record<AuthKind, string>> = { none: 'No auth', bearer: 'Bearer token', api_key_header: 'API key header' };

interface AuthProfilesProps {
  readonly org: string;
  readonly serverId: string;
  readonly canEdit: boolean;
}

export function AuthProfiles({ org, serverId, canEdit }: AuthProfilesProps) {
  const queries = useQueryClient();
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
                <li key={profile.id} className="grid gap-2 px-4 py-3">
                  <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
                    <div className="min-w-0 flex-1 basis-52">
                      <p className="flex flex-wrap items-center gap-2 font-medium">
                        {profile.name}
                        {profile.isDefault && <Tag tone="accent">default</Tag>}
                      </p>
                      <p className="text-sm text-muted">
                        {KIND_WORDS[profile.kind]}
                        {profile.headerName !== null && <span className="data"> {profile.headerName}</span>}
                        {profile.secretSetAt !== null && (
                          <>
                            {' '}
                            · secret set <TimeAgo at={profile.secretSetAt} />
                          </>
                        )}
                      </p>
                    </div>
                    {canEdit && (
                      <>
                        <Button isBusy={test.isPending && test.variables.id === profile.id} onClick={() => test.mutate(profile)}>
                          Test
                        </Button>
                        <ActionMenu
                          label={`Actions of ${profile.name}`}
                          actions={[
                            { label: 'Edit', onSelect: () => setEditing(profile) },
                            { label: 'Delete', onSelect: () => setRemoving(profile), isDangerous: true },
                          ]}
                        />
                      </>
                    )}
                  </div>
                  {probe?.id === profile.id && <ProbeReport probe={probe.result} />}
                </li>
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
