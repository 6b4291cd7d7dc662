// New server: type it, test it, save it; a failed probe says why and can be overruled.
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { authProfilesQuery, createServer, testConnection } from '../api/servers.ts';
import type { AuthProfile, Probe, Server } from '../api/servers.ts';
import { AuthFields } from './auth-fields.tsx';
import { Button } from './button.tsx';
import { Dialog } from './dialog.tsx';
import { FieldError } from './field.tsx';
import { saveFailure } from './form-errors.ts';
import type { Errors } from './form-errors.ts';
import { ProbeReport } from './probe-report.tsx';
import { EMPTY_SERVER, needsConsent, serverDraftErrors, serverInput } from './server-draft.ts';
import type { ServerDraft } from './server-draft.ts';
import { ServerFields } from './server-fields.tsx';
import { toast } from './toaster.tsx';

interface NewServerDialogProps {
  readonly org: string;
  readonly isOpen: boolean;
  readonly onClose: () => void;
  /** `profile` still waits for somebody to sign in. */
  readonly onCreated: (server: Server, profile: AuthProfile | undefined) => void;
}

export function NewServerDialog({ org, isOpen, onClose, onCreated }: NewServerDialogProps) {
  const form = useNewServer(org, onCreated);
  const isConsentFirst = needsConsent(form.draft);
  return (
    <Dialog
      isOpen={isOpen}
      onClose={onClose}
      size="wide"
      title="New server"
      lead={
        isConsentFirst
          ? 'Armature saves it, you sign in at the server, and it reads the tools.'
          : 'Armature connects once before it saves, and reads the server’s tools.'
      }
      footer={
        <>
          {form.message !== undefined && (
            <div className="me-auto">
              <FieldError>{form.message}</FieldError>
            </div>
          )}
          {!isConsentFirst && (
            <Button onClick={form.onTest} isBusy={form.isTesting} disabled={form.isSaving}>
              Test connection
            </Button>
          )}
          {form.probe !== undefined && !form.probe.ok && !isConsentFirst && (
            <Button onClick={() => form.onSave(true)} disabled={form.isTesting || form.isSaving}>
              Save without probe
            </Button>
          )}
          <Button look="primary" onClick={() => form.onSave(false)} isBusy={form.isSaving} disabled={form.isTesting}>
            {isConsentFirst ? 'Save, then connect' : 'Save'}
          </Button>
        </>
      }
    >
      <form
        className="grid gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          form.onSave(false);
        }}
      >
        <ServerFields draft={form.draft} errors={form.errors} onChange={form.onChange}>
          <div className="grid gap-1.5">
            <p className="text-sm font-medium">Authentication</p>
            <AuthFields
              auth={form.draft.auth}
              errors={form.errors}
              path="authProfile"
              onChange={(auth) => form.onChange({ ...form.draft, auth })}
            />
          </div>
        </ServerFields>
        {form.probe !== undefined && <ProbeReport probe={form.probe} />}
        <input type="submit" hidden />
      </form>
    </Dialog>
  );
}

function useNewServer(org: string, onCreated: NewServerDialogProps['onCreated']) {
  const queries = useQueryClient();
  const [draft, setDraft] = useState<ServerDraft>(EMPTY_SERVER);
  const [errors, setErrors] = useState<Errors>({});
  const [message, setMessage] = useState<string | undefined>();
  const [probe, setProbe] = useState<Probe | undefined>();

  const onFailed = (error: unknown): void => {
    const failure = saveFailure(error);
    setErrors(failure.errors);
    setMessage(failure.message);
    setProbe(failure.probe);
  };
  const test = useMutation({ mutationFn: () => testConnection(org, serverInput(draft)), onSuccess: setProbe, onError: onFailed });
  const save = useMutation({
    mutationFn: (skipProbe: boolean) => createServer(org, { ...serverInput(draft), skipProbe: skipProbe || needsConsent(draft) }),
    onError: onFailed,
    onSuccess: async (server) => {
      const profile = needsConsent(draft) ? await waitingProfile(server.id) : undefined;
      await queries.invalidateQueries({ queryKey: ['org', org, 'servers'] });
      toast.done(profile === undefined ? `${server.name} is connected` : `${server.name} is saved`);
      setDraft(EMPTY_SERVER);
      setProbe(undefined);
      onCreated(server, profile);
    },
  });

  const waitingProfile = async (serverId: string): Promise<AuthProfile | undefined> => {
    const { rows } = await queries.fetchQuery(authProfilesQuery(org, serverId));
    return rows.find(({ isDefault }) => isDefault);
  };

  /** Says what is wrong before anything is sent; true when all is well. */
  const isReady = (): boolean => {
    const found = serverDraftErrors(draft);
    setErrors(found);
    setMessage(undefined);
    return Object.keys(found).length === 0;
  };

  return {
    draft,
    errors,
    message,
    probe,
    isTesting: test.isPending,
    isSaving: save.isPending,
    onChange: (next: ServerDraft): void => {
      setDraft(next);
      if (Object.keys(errors).length > 0) setErrors({});
      setProbe(undefined);
    },
    onTest: (): void => {
      if (isReady()) test.mutate();
    },
    onSave: (skipProbe: boolean): void => {
      if (isReady()) save.mutate(skipProbe);
    },
  };
}
