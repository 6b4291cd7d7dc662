// New server: type it, test it, save it; a failed probe says why and can be overruled.
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { createServer, testConnection } from '../api/servers.ts';
import type { Probe, Server } from '../api/servers.ts';
import { AuthFields } from './auth-fields.tsx';
import { Button } from './button.tsx';
import { Dialog } from './dialog.tsx';
import { FieldError } from './field.tsx';
import { saveFailure } from './form-errors.ts';
import { ProbeReport } from './probe-report.tsx';
import { EMPTY_SERVER, serverDraftErrors, serverInput } from './server-draft.ts';
import type { Errors, ServerDraft } from './server-draft.ts';
import { ServerFields } from './server-fields.tsx';
import { toast } from './toaster.tsx';

interface NewServerDialogProps {
  readonly org: string;
  readonly isOpen: boolean;
  readonly onClose: () => void;
  readonly onCreated: (server: Server) => void;
}

export function NewServerDialog({ org, isOpen, onClose, onCreated }: NewServerDialogProps) {
  const form = useNewServer(org, onCreated);
  return (
    <Dialog
      isOpen={isOpen}
      onClose={onClose}
      size="wide"
      title="New server"
      lead="Armature connects once before it saves, and reads the server’s tools."
      footer={
        <>
          {form.message !== undefined && (
            <div className="me-auto">
              <FieldError>{form.message}</FieldError>
            </div>
          )}
          <Button onClick={form.onTest} isBusy={form.isTesting} disabled={form.isSaving}>
            Test connection
          </Button>
          {form.probe !== undefined && !form.probe.ok && (
            <Button onClick={() => form.onSave(true)} disabled={form.isTesting || form.isSaving}>
              Save without probe
            </Button>
          )}
          <Button look="primary" onClick={() => form.onSave(false)} isBusy={form.isSaving} disabled={form.isTesting}>
            Save
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

function useNewServer(org: string, onCreated: (server: Server) => void) {
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
    mutationFn: (skipProbe: boolean) => createServer(org, { ...serverInput(draft), skipProbe }),
    onError: onFailed,
    onSuccess: async (server) => {
      await queries.invalidateQueries({ queryKey: ['org', org, 'servers'] });
      toast.done(`${server.name} is connected`);
      setDraft(EMPTY_SERVER);
      setProbe(undefined);
      onCreated(server);
    },
  });

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
