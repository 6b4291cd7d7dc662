// Settings, API keys: made here, shown once, revoked at once.
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Plus } from 'lucide-react';
import { useState } from 'react';
import { createKey, keysQuery, revokeKey } from '../api/keys.ts';
import type { ApiKey, NewApiKey } from '../api/keys.ts';
import { hasRole, ROLES, useMembership } from '../api/session.ts';
import type { Role } from '../api/session.ts';
import { Button } from '../components/button.tsx';
import { CodeBlock } from '../components/code-block.tsx';
import { ConnectAgent } from '../components/connect-agent.tsx';
import { ConnectedApps } from '../components/connected-apps.tsx';
import { ConfirmDialog } from '../components/confirm-dialog.tsx';
import { Dialog } from '../components/dialog.tsx';
import { EmptyState } from '../components/empty-state.tsx';
import { Field, FieldError } from '../components/field.tsx';
import { saveFailure } from '../components/form-errors.ts';
import { Choice, TextInput } from '../components/inputs.tsx';
import { PageHeader } from '../components/page-header.tsx';
import { Panel } from '../components/panel.tsx';
import { Part } from '../components/part.tsx';
import { ShownOnce } from '../components/shown-once.tsx';
import { RowsSkeleton } from '../components/skeleton.tsx';
import { TimeAgo } from '../components/time-ago.tsx';
import { toast } from '../components/toaster.tsx';
import { usePage } from '../components/use-page.ts';

export function KeysPage() {
  const { org, may } = usePage();
  const keys = useQuery(keysQuery(org));
  const [isAdding, setAdding] = useState(false);
  const [made, setMade] = useState<NewApiKey | undefined>();
  const addButton = (
    <Button look="primary" icon={<Plus size={15} aria-hidden="true" />} onClick={() => setAdding(true)}>
      Create key
    </Button>
  );
  return (
    <>
      <PageHeader
        title="API keys"
        lead="For CI, scripts and agents. A key acts with the role it was given, whatever you become later."
        actions={addButton}
      />
      {made !== undefined && (
        <ShownOnce title={`New token ${made.key.name}`} label="Token" text={made.token} onClose={() => setMade(undefined)} />
      )}
      <Part name="API keys" query={keys} skeleton={<RowsSkeleton rows={3} />}>
        {({ rows }) =>
          rows.length === 0 ? (
            <EmptyState title="No keys yet" actions={addButton}>
              <p>With a key, anything that speaks HTTP can run your workflows:</p>
              <div className="mt-3 text-start">
                <CodeBlock text={exampleFor(org)} label="Example request" />
              </div>
            </EmptyState>
          ) : (
            <Panel flush>
              <KeyTable org={org} keys={rows} />
            </Panel>
          )
        }
      </Part>
      <ConnectAgent org={org} />
      {may('admin') && <ConnectedApps org={org} />}
      {isAdding && (
        <NewKeyDialog
          org={org}
          onClose={() => setAdding(false)}
          onMade={(key) => {
            setAdding(false);
            setMade(key);
          }}
        />
      )}
    </>
  );
}

const exampleFor = (org: string): string => `# a key of ${org} in ARMATURE_API_KEY
curl -H "Authorization: Bearer $ARMATURE_API_KEY" \\
  ${window.location.origin}/api/armature/v1/workflows`;

function KeyTable({ org, keys }: { readonly org: string; readonly keys: readonly ApiKey[] }) {
  const queries = useQueryClient();
  const [revoking, setRevoking] = useState<ApiKey | undefined>();
  const revoke = useMutation({
    mutationFn: (key: ApiKey) => revokeKey(org, key.id),
    onSuccess: (_, key) => toast.done(`Key ${key.name} is revoked`),
    onError: (error) => toast.failed('Not revoked', error),
    onSettled: async () => {
      setRevoking(undefined);
      await queries.invalidateQueries({ queryKey: keysQuery(org).queryKey });
    },
  });
  return (
    <>
      <table className="grid-table">
        <thead>
          <tr>
            <th scope="col">Name</th>
            <th scope="col">Token</th>
            <th scope="col">Role</th>
            <th scope="col">Created by</th>
            <th scope="col">Created</th>
            <th scope="col">Last used</th>
            <th scope="col">
              <span className="sr-only">Actions</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {keys.map((key) => (
            <tr key={key.id}>
              <td className="lead font-medium">{key.name}</td>
              <td data-label="Token" className="snug">
                <span className="data text-xs">{key.tokenPrefix}</span>
              </td>
              <td data-label="Role">{key.role}</td>
              <td data-label="Created by">{key.createdBy.name}</td>
              <td data-label="Created">
                <TimeAgo at={key.createdAt} />
              </td>
              <td data-label="Last used">
                <TimeAgo at={key.lastUsedAt} fallback="never" />
              </td>
              <td className="act text-end">
                {key.canRevoke && (
                  <Button look="danger" onClick={() => setRevoking(key)}>
                    Revoke
                  </Button>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <ConfirmDialog
        isOpen={revoking !== undefined}
        title={`Revoke key ${revoking?.name ?? ''}?`}
        action="Revoke key"
        isBusy={revoke.isPending}
        onConfirm={() => revoking && revoke.mutate(revoking)}
        onClose={() => setRevoking(undefined)}
      >
        Whatever uses it stops working at once. This cannot be undone.
      </ConfirmDialog>
    </>
  );
}

interface NewKeyDialogProps {
  readonly org: string;
  readonly onClose: () => void;
  readonly onMade: (made: NewApiKey) => void;
}

function NewKeyDialog({ org, onClose, onMade }: NewKeyDialogProps) {
  const queries = useQueryClient();
  const own = useMembership(org)?.role ?? 'viewer';
  const [name, setName] = useState('');
  const [role, setRole] = useState<Role>(hasRole(own, 'editor') ? 'editor' : own);
  const create = useMutation({
    mutationFn: () => createKey(org, { name: name.trim(), role }),
    onSuccess: async (made) => {
      await queries.invalidateQueries({ queryKey: keysQuery(org).queryKey });
      onMade(made);
    },
  });
  const failure = create.error === null ? undefined : saveFailure(create.error);
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title="Create key"
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button look="primary" isBusy={create.isPending} disabled={name.trim() === ''} onClick={() => create.mutate()}>
            Create key
          </Button>
        </>
      }
    >
      <form
        className="grid gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          create.mutate();
        }}
      >
        <Field label="Name" error={failure?.errors['name']} hint="Where it is used, such as ci-runner.">
          {(control) => <TextInput {...control} maxLength={60} value={name} onChange={(event) => setName(event.target.value)} />}
        </Field>
        <Field label="Role" error={failure?.errors['role']} hint="At most your own. Editor is enough to run workflows.">
          {(control) => (
            <Choice {...control} value={role} onChange={(event) => setRole(event.target.value as Role)}>
              {ROLES.filter((one) => hasRole(own, one)).map((one) => (
                <option key={one}>{one}</option>
              ))}
            </Choice>
          )}
        </Field>
        {failure?.message !== undefined && <FieldError>{failure.message}</FieldError>}
      </form>
    </Dialog>
  );
}
