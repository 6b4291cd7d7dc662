// Secrets of a source by environment and name. Their values are never shown again.
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Plus } from 'lucide-react';
import { useState } from 'react';
import { removeSecret, sourceSecretsQuery } from '../api/sources.ts';
import type { Source, SourceSecret } from '../api/sources.ts';
import { Button } from './button.tsx';
import { ConfirmDialog } from './confirm-dialog.tsx';
import { EmptyState } from './empty-state.tsx';
import { MissingSecrets } from './missing-secrets.tsx';
import { Panel } from './panel.tsx';
import { Part } from './part.tsx';
import { SecretDialog } from './secret-dialog.tsx';
import type { SecretStart } from './secret-dialog.tsx';
import { RowsSkeleton } from './skeleton.tsx';
import { TimeAgo } from './time-ago.tsx';
import { toast } from './toaster.tsx';
import { usePage } from './use-page.ts';

export function SourceSecrets({ org, source }: { readonly org: string; readonly source: Source }) {
  const { may } = usePage();
  const secrets = useQuery(sourceSecretsQuery(org, source.slug));
  const [setting, setSetting] = useState<SecretStart | undefined>();
  const canSet = may('admin');
  const add = canSet ? (
    <Button look="primary" icon={<Plus size={15} aria-hidden="true" />} onClick={() => setSetting({})}>
      Set a secret
    </Button>
  ) : undefined;
  return (
    <>
      <Part name="secrets" query={secrets} skeleton={<RowsSkeleton rows={3} />}>
        {({ rows }) => (
          <>
            <MissingSecrets org={org} source={source} secrets={rows} onSet={canSet ? setSetting : undefined} />
            {rows.length === 0 ? (
              <EmptyState title="No secrets" actions={add}>
                The manifest names a secret under <code className="data">auth.secretRef</code>. Its value is set here for each environment
                and added to requests outside of the scripts, which never see it.
              </EmptyState>
            ) : (
              <Panel title="Secrets" hint="Added to requests outside of the scripts." actions={add} flush>
                <SecretTable org={org} source={source} secrets={rows} onReplace={canSet ? setSetting : undefined} />
              </Panel>
            )}
          </>
        )}
      </Part>
      {setting !== undefined && <SecretDialog org={org} source={source} start={setting} onClose={() => setSetting(undefined)} />}
    </>
  );
}

interface SecretTableProps {
  readonly org: string;
  readonly source: Source;
  readonly secrets: readonly SourceSecret[];
  readonly onReplace: ((start: SecretStart) => void) | undefined;
}

function SecretTable({ org, source, secrets, onReplace }: SecretTableProps) {
  const queries = useQueryClient();
  const [removing, setRemoving] = useState<SourceSecret | undefined>();
  const remove = useMutation({
    mutationFn: (secret: SourceSecret) => removeSecret(org, source.slug, secret),
    onSuccess: (_, { name }) => toast.done(`${name} is removed`),
    onError: (error) => toast.failed('Not removed', error),
    onSettled: async () => {
      setRemoving(undefined);
      await queries.invalidateQueries({ queryKey: sourceSecretsQuery(org, source.slug).queryKey });
    },
  });
  return (
    <>
      <table className="grid-table">
        <thead>
          <tr>
            <th scope="col">Name</th>
            <th scope="col">Environment</th>
            <th scope="col">Set</th>
            <th scope="col">
              <span className="sr-only">Actions</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {secrets.map((secret) => (
            <tr key={`${secret.environment}/${secret.name}`}>
              <td className="lead">
                <span className="data font-medium">{secret.name}</span>
              </td>
              <td data-label="Environment">{secret.environment}</td>
              <td data-label="Set" className="snug text-muted">
                <TimeAgo at={secret.updatedAt} />
              </td>
              <td className="act text-end">
                {onReplace !== undefined && (
                  <span className="inline-flex flex-wrap justify-end gap-2">
                    <Button onClick={() => onReplace(secret)}>Replace</Button>
                    <Button look="danger" onClick={() => setRemoving(secret)}>
                      Remove
                    </Button>
                  </span>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <ConfirmDialog
        isOpen={removing !== undefined}
        title={`Remove ${removing?.name ?? ''} of ${removing?.environment ?? ''}?`}
        action="Remove secret"
        isBusy={remove.isPending}
        onConfirm={() => removing && remove.mutate(removing)}
        onClose={() => setRemoving(undefined)}
      >
        Calls that need it fail with missing_secret from now on.
      </ConfirmDialog>
    </>
  );
}
