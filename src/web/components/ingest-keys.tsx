// The Ingest keys tab of a server: keys that may send its analytics events and nothing else.
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Plus } from 'lucide-react';
import { useState } from 'react';
import { ingestKeysQuery, revokeIngestKey } from '../api/ingest-keys.ts';
import type { IngestKey, NewIngestKey } from '../api/ingest-keys.ts';
import { Button } from './button.tsx';
import { ConfirmDialog } from './confirm-dialog.tsx';
import { EmptyState } from './empty-state.tsx';
import { NewIngestKeyDialog } from './new-ingest-key-dialog.tsx';
import { Panel } from './panel.tsx';
import { Part } from './part.tsx';
import { ShownOnce } from './shown-once.tsx';
import { RowsSkeleton } from './skeleton.tsx';
import { TimeAgo } from './time-ago.tsx';
import { toast } from './toaster.tsx';

interface IngestKeysProps {
  readonly org: string;
  readonly serverId: string;
}

export function IngestKeys({ org, serverId }: IngestKeysProps) {
  const keys = useQuery(ingestKeysQuery(org, serverId));
  const [isAdding, setAdding] = useState(false);
  const [made, setMade] = useState<NewIngestKey | undefined>();
  const addButton = (
    <Button icon={<Plus size={14} aria-hidden="true" />} onClick={() => setAdding(true)}>
      Create ingest key
    </Button>
  );
  return (
    <>
      {made !== undefined && (
        <ShownOnce title={`New ingest key ${made.key.name}`} label="Token" text={made.token} onClose={() => setMade(undefined)} />
      )}
      <Panel title="Ingest keys" actions={addButton} flush>
        <Part name="ingest keys" query={keys} skeleton={<RowsSkeleton rows={2} />}>
          {({ rows }) =>
            rows.length === 0 ? (
              <EmptyState title="No ingest keys yet">
                A product sends the events of its MCP server with one. The key can write those events and read nothing.
              </EmptyState>
            ) : (
              <IngestKeyTable org={org} serverId={serverId} keys={rows} />
            )
          }
        </Part>
      </Panel>
      {isAdding && (
        <NewIngestKeyDialog
          org={org}
          serverId={serverId}
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

function IngestKeyTable({ org, serverId, keys }: IngestKeysProps & { readonly keys: readonly IngestKey[] }) {
  const queries = useQueryClient();
  const [revoking, setRevoking] = useState<IngestKey | undefined>();
  const revoke = useMutation({
    mutationFn: (key: IngestKey) => revokeIngestKey(org, key.id),
    onSuccess: (_, key) => toast.done(`Ingest key ${key.name} is revoked`),
    onError: (error) => toast.failed('Not revoked', error),
    onSettled: async () => {
      setRevoking(undefined);
      await queries.invalidateQueries({ queryKey: ingestKeysQuery(org, serverId).queryKey });
    },
  });
  return (
    <>
      <table className="grid-table">
        <thead>
          <tr>
            <th scope="col">Name</th>
            <th scope="col">Token</th>
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
              <td data-label="Created by">{key.createdBy.name}</td>
              <td data-label="Created">
                <TimeAgo at={key.createdAt} />
              </td>
              <td data-label="Last used">
                <TimeAgo at={key.lastUsedAt} fallback="never" />
              </td>
              <td className="act text-end">
                <Button look="danger" onClick={() => setRevoking(key)}>
                  Revoke
                </Button>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <ConfirmDialog
        isOpen={revoking !== undefined}
        title={`Revoke ingest key ${revoking?.name ?? ''}?`}
        action="Revoke ingest key"
        isBusy={revoke.isPending}
        onConfirm={() => revoking && revoke.mutate(revoking)}
        onClose={() => setRevoking(undefined)}
      >
        Events sent with it are refused at once. This cannot be undone.
      </ConfirmDialog>
    </>
  );
}
