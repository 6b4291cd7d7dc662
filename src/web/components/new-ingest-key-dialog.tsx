// Makes an ingest key of a server; its token is told once.
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { createIngestKey, ingestKeysQuery } from '../api/ingest-keys.ts';
import type { NewIngestKey } from '../api/ingest-keys.ts';
import { Button } from './button.tsx';
import { Dialog } from './dialog.tsx';
import { Field, FieldError } from './field.tsx';
import { saveFailure } from './form-errors.ts';
import { TextInput } from './inputs.tsx';

interface NewIngestKeyDialogProps {
  readonly org: string;
  readonly serverId: string;
  readonly onClose: () => void;
  readonly onMade: (made: NewIngestKey) => void;
}

export function NewIngestKeyDialog({ org, serverId, onClose, onMade }: NewIngestKeyDialogProps) {
  const queries = useQueryClient();
  const [name, setName] = useState('');
  const create = useMutation({
    mutationFn: () => createIngestKey(org, { serverId, name: name.trim() }),
    onSuccess: async (made) => {
      await queries.invalidateQueries({ queryKey: ingestKeysQuery(org, serverId).queryKey });
      onMade(made);
    },
  });
  const failure = create.error === null ? undefined : saveFailure(create.error);
  const isReady = name.trim() !== '';
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title="Create ingest key"
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button look="primary" isBusy={create.isPending} disabled={!isReady} onClick={() => create.mutate()}>
            Create ingest key
          </Button>
        </>
      }
    >
      <form
        className="grid gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          if (isReady) create.mutate();
        }}
      >
        <Field label="Name" error={failure?.errors['name']} hint="Where it is used, such as production.">
          {(control) => <TextInput {...control} maxLength={60} value={name} onChange={(event) => setName(event.target.value)} />}
        </Field>
        {failure?.message !== undefined && <FieldError>{failure.message}</FieldError>}
      </form>
    </Dialog>
  );
}
