// The Settings tab of a server: its connection, and archiving it.
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { ApiError } from '../api/error.ts';
import { authProfilesQuery, removeServer, serverQuery, updateServer } from '../api/servers.ts';
import type { Probe, Server, ServerChange } from '../api/servers.ts';
import { changedFields } from '../text/field-diff.ts';
import { Button } from './button.tsx';
import { ConfirmDialog } from './confirm-dialog.tsx';
import { Field, FieldError } from './field.tsx';
import { saveFailure } from './form-errors.ts';
import type { Errors } from './form-errors.ts';
import { TextInput } from './inputs.tsx';
import { Panel } from './panel.tsx';
import { ProbeReport } from './probe-report.tsx';
import { mustRetype, retypedInput, ServerCredential } from './server-credential.tsx';
import { isHosted, serverDraftErrors, serverDraftOf, serverInput, syncMinutesOf } from './server-draft.ts';
import type { ServerDraft } from './server-draft.ts';
import { ServerFields } from './server-fields.tsx';
import { toast } from './toaster.tsx';
import { UnsavedGuard } from './unsaved-guard.tsx';

interface ServerSettingsProps {
  readonly org: string;
  readonly server: Server;
  readonly onArchived: () => void;
}

export function ServerSettings({ org, server, onArchived }: ServerSettingsProps) {
  const queries = useQueryClient();
  const [draft, setDraft] = useState<ServerDraft>(() => serverDraftOf(server));
  const [errors, setErrors] = useState<Errors>({});
  const [failure, setFailure] = useState<{ readonly message: string | undefined; readonly probe: Probe | undefined }>();
  const [secret, setSecret] = useState('');
  const profile = useQuery(authProfilesQuery(org, server.id)).data?.rows.find(({ isDefault }) => isDefault);
  const moved = !isHosted(draft) && mustRetype(profile, server.baseUrl, draft.baseUrl.trim()) ? profile : undefined;
  const change = { ...changeOf(server, draft), ...(moved && secret !== '' ? { authProfile: retypedInput(moved, secret) } : {}) };
  const isChanged = Object.keys(change).length > 0;

  const save = useMutation({
    mutationFn: (skipProbe: boolean) => updateServer(org, server.id, { ...change, ...(skipProbe ? { skipProbe } : {}) }),
    onSuccess: async (saved) => {
      queries.setQueryData(serverQuery(org, server.id).queryKey, saved);
      await queries.invalidateQueries({ queryKey: ['org', org, 'servers'] });
      setDraft(serverDraftOf(saved));
      setSecret('');
      setFailure(undefined);
      toast.done(`${saved.name} is saved`);
    },
    onError: (error) => {
      const { errors: fields, message, probe } = saveFailure(error);
      setErrors(fields);
      setFailure({ message, probe });
    },
  });
  const onSave = (skipProbe: boolean): void => {
    const found = serverDraftErrors(draft);
    setErrors(found);
    if (Object.keys(found).length === 0) save.mutate(skipProbe);
  };

  return (
    <div className="grid max-w-3xl gap-5">
      <UnsavedGuard isDirty={isChanged && !save.isSuccess} />
      <Panel title="Connection">
        <div className="grid gap-4">
          <ServerFields draft={draft} errors={errors} onChange={setDraft} storedHeaders={server.connectionConfig.extraHeaderNames}>
            {moved !== undefined && <ServerCredential profile={moved} secret={secret} errors={errors} onChange={setSecret} />}
          </ServerFields>
          <Field
            label="Read the catalog every … minutes"
            isOptional
            error={errors['syncIntervalMinutes']}
            hint="Empty: as often as this instance does by itself. 0: only by hand. At least 5, at most 10080 (a week)."
          >
            {(control) => (
              <TextInput
                {...control}
                inputMode="numeric"
                className="max-w-32"
                value={draft.syncInterval}
                onChange={(event) => setDraft({ ...draft, syncInterval: event.target.value })}
              />
            )}
          </Field>
          {failure?.message !== undefined && <FieldError>{failure.message}</FieldError>}
          {failure?.probe !== undefined && <ProbeReport probe={failure.probe} />}
          <div className="flex flex-wrap gap-2">
            <Button look="primary" disabled={!isChanged} isBusy={save.isPending} onClick={() => onSave(false)}>
              Save
            </Button>
            {failure?.probe !== undefined && (
              <Button disabled={save.isPending} onClick={() => onSave(true)}>
                Save without probe
              </Button>
            )}
            {isChanged && (
              <Button look="quiet" onClick={() => setDraft(serverDraftOf(server))}>
                Discard changes
              </Button>
            )}
          </div>
        </div>
      </Panel>
      <ArchiveServer org={org} server={server} onArchived={onArchived} />
    </div>
  );
}

function ArchiveServer({ org, server, onArchived }: ServerSettingsProps) {
  const queries = useQueryClient();
  const [isAsking, setAsking] = useState(false);
  const [users, setUsers] = useState<readonly string[]>([]);
  const archive = useMutation({
    mutationFn: () => removeServer(org, server.id, users.length > 0),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ['org', org] });
      toast.done(`${server.name} is archived`);
      onArchived();
    },
    onError: (error) => {
      const found = usersOf(error);
      if (found.length > 0) setUsers(found);
      else toast.failed(`${server.name} is not archived`, error);
    },
  });
  return (
    <Panel title="Archive">
      <div className="flex flex-wrap items-center gap-4">
        <p className="min-w-0 flex-1 basis-60 text-sm text-muted">
          An archived server is hidden and cannot be used. Its runs and snapshots stay.
        </p>
        <Button look="danger" onClick={() => setAsking(true)}>
          Archive server
        </Button>
      </div>
      <ConfirmDialog
        isOpen={isAsking}
        title={`Archive ${server.name}?`}
        action={users.length > 0 ? 'Pause them and archive' : 'Archive server'}
        isBusy={archive.isPending}
        onConfirm={() => archive.mutate()}
        onClose={() => {
          setAsking(false);
          setUsers([]);
        }}
      >
        {users.length > 0 ? (
          <>
            These use it and would be paused:
            <ul className="mt-1 list-disc ps-5">
              {users.map((name) => (
                <li key={name}>{name}</li>
              ))}
            </ul>
          </>
        ) : (
          'It disappears from the lists and can no longer be tested.'
        )}
      </ConfirmDialog>
    </Panel>
  );
}

/** The names of what uses the server, as the conflict lists them. */
function usersOf(error: unknown): readonly string[] {
  if (!(error instanceof ApiError) || error.status !== 409) return [];
  const usedBy = error.details['usedBy'];
  if (!Array.isArray(usedBy)) return [];
  return usedBy.map((user: { readonly name?: string; readonly id?: string }) => user.name ?? user.id ?? 'unnamed');
}

/** Only what differs is sent, so that an unchanged connection is not probed again. */
function changeOf(server: Server, draft: ServerDraft): ServerChange {
  const { authProfile: _, ...before } = serverInput(serverDraftOf(server));
  const { authProfile: __, ...after } = serverInput(draft);
  const every = syncMinutesOf(draft);
  return { ...changedFields(before, after), ...(every === server.syncIntervalMinutes ? {} : { syncIntervalMinutes: every }) };
}
