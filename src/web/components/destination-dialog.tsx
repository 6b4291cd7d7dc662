// A destination with an address: added, renamed, or given another address.
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { createDestination, updateDestination } from '../api/alerts.ts';
import type { CreatedDestination, Destination, TypedKind } from '../api/alerts.ts';
import { Button } from './button.tsx';
import { Dialog } from './dialog.tsx';
import { Field, FieldError } from './field.tsx';
import { saveFailure } from './form-errors.ts';
import type { Errors } from './form-errors.ts';
import { TextInput } from './inputs.tsx';
import { toast } from './toaster.tsx';
import { useRefreshAlerts } from './use-rule-actions.ts';

interface DestinationDialogProps {
  readonly org: string;
  /** A Slack workspace has a name to change, and no address. */
  readonly kind: TypedKind | 'slack_oauth';
  /** The destination to change, or null for a new one. */
  readonly destination: Destination | null;
  readonly onClose: () => void;
  readonly onSaved?: ((saved: CreatedDestination) => void) | undefined;
}

interface KindWords {
  readonly title: string;
  readonly lead: string | undefined;
  readonly placeholder: string;
}

const WORDS: Readonly<Record<DestinationDialogProps['kind'], KindWords>> = {
  slack_oauth: { title: 'Slack workspace', lead: undefined, placeholder: '' },
  slack_webhook: {
    title: 'Slack webhook',
    lead: 'In Slack: an app with Incoming Webhooks, and a webhook for the channel. Its address is a secret and is never shown again.',
    placeholder: 'https://hooks.slack.com/services/…',
  },
  webhook: {
    title: 'Webhook',
    lead: 'Each message is posted as signed JSON. The signing secret is shown once, after saving.',
    placeholder: 'https://ops.example.com/hooks/armature',
  },
};

export function DestinationDialog({ org, kind, destination, onClose, onSaved }: DestinationDialogProps) {
  const refresh = useRefreshAlerts(org);
  const [name, setName] = useState(destination?.name ?? '');
  const [url, setUrl] = useState('');
  const [errors, setErrors] = useState<Errors>({});
  const words = WORDS[kind];
  const save = useMutation({
    mutationFn: async (): Promise<CreatedDestination> => {
      if (destination !== null) return updateDestination(org, destination.id, { name, ...(url === '' ? {} : { url }) });
      // Only kinds with an address are added here.
      return createDestination(org, { kind: kind === 'webhook' ? 'webhook' : 'slack_webhook', name, url });
    },
    onSuccess: async (saved) => {
      toast.done(`${saved.name} is saved`);
      onSaved?.(saved);
      onClose();
      await refresh();
    },
    // A secret must be typed again; a name is kept.
    onError: (error) => setErrors(saveFailure(error).errors),
  });
  const message = save.error === null ? undefined : saveFailure(save.error).message;
  const onSave = (): void => {
    const found = {
      ...(name.trim() === '' ? { name: 'must not be empty' } : {}),
      ...(destination === null && !/^https?:\/\/\S+$/i.test(url.trim()) ? { url: 'must be an absolute https:// URL' } : {}),
    };
    setErrors(found);
    if (Object.keys(found).length === 0 && !save.isPending) save.mutate();
  };
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={destination === null ? `Add ${words.title}` : `${words.title} ${destination.name}`}
      lead={destination === null ? words.lead : undefined}
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button look="primary" isBusy={save.isPending} onClick={onSave}>
            Save
          </Button>
        </>
      }
    >
      <form
        noValidate
        className="grid gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          onSave();
        }}
      >
        <Field label="Name" error={errors['name']}>
          {(control) => (
            <TextInput {...control} maxLength={80} placeholder="On-call" value={name} onChange={(event) => setName(event.target.value)} />
          )}
        </Field>
        {kind !== 'slack_oauth' && (
          <Field
            label="URL"
            error={errors['url']}
            isOptional={destination !== null}
            hint={destination === null ? undefined : `Now at ${destination.config.urlHint ?? 'a stored address'}. Empty: it stays.`}
          >
            {(control) => (
              <TextInput
                {...control}
                inputMode="url"
                maxLength={2048}
                placeholder={words.placeholder}
                value={url}
                onChange={(event) => setUrl(event.target.value)}
              />
            )}
          </Field>
        )}
        {message !== undefined && <FieldError>{message}</FieldError>}
        <button type="submit" hidden aria-hidden="true" tabIndex={-1} />
      </form>
    </Dialog>
  );
}
