// Sets a secret of a source, or puts another value in the place of one.
import { useQueryClient } from '@tanstack/react-query';
import { DEFAULT_ENVIRONMENT, putSecret, sourceSecretsQuery } from '../api/sources.ts';
import type { Source } from '../api/sources.ts';
import { Dialog } from './dialog.tsx';
import { Field } from './field.tsx';
import { TextInput } from './inputs.tsx';
import { ShortForm } from './short-form.tsx';
import { toast } from './toaster.tsx';
import { useShortForm } from './use-short-form.ts';

/** What is known already; the rest is asked for. */
export interface SecretStart {
  readonly environment?: string;
  readonly name?: string;
}

interface SecretDialogProps {
  readonly org: string;
  readonly source: Source;
  readonly start: SecretStart;
  readonly onClose: () => void;
}

const NAME = /^[a-z0-9_-]{1,40}$/;
const ENVIRONMENT = /^[a-z][a-z0-9-]{0,31}$/;
const PRINTABLE = /^[\x20-\x7e]*$/;
const MAX_VALUE = 8192;

export function SecretDialog({ org, source, start, onClose }: SecretDialogProps) {
  const queries = useQueryClient();
  const isKnown = start.name !== undefined;
  const form = useShortForm({
    start: { environment: start.environment ?? source.environments[0] ?? DEFAULT_ENVIRONMENT, name: start.name ?? '', value: '' },
    check: ({ environment, name, value }) => ({
      environment: ENVIRONMENT.test(environment) ? undefined : 'must be 1-32 lower-case letters, digits and -',
      name: NAME.test(name) ? undefined : 'must be 1-40 lower-case letters, digits, - and _',
      value: value === '' ? 'must not be empty' : PRINTABLE.test(value) ? undefined : 'must be printable ASCII without line breaks',
    }),
    send: (draft) => putSecret(org, source.slug, draft),
    onDone: async (_, { name, environment }) => {
      await queries.invalidateQueries({ queryKey: sourceSecretsQuery(org, source.slug).queryKey });
      toast.done(`${name} is set for ${environment}`);
      onClose();
    },
    secrets: ['value'],
  });
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={isKnown ? `Set ${start.name}` : 'Set a secret'}
      lead="Stored encrypted, added to requests, never shown again."
    >
      <ShortForm form={form} action="Set secret" label="Secret" startsFocused>
        <Field label="Name" error={form.error('name')} hint="As the manifest says under auth.secretRef.">
          {(control) => <TextInput {...control} {...form.text('name')} readOnly={isKnown} maxLength={40} className="font-mono text-sm" />}
        </Field>
        <Field label="Environment" error={form.error('environment')}>
          {(control) => (
            <TextInput {...control} {...form.text('environment')} readOnly={isKnown} maxLength={32} className="font-mono text-sm" />
          )}
        </Field>
        <Field label="Value" error={form.error('value')} hint="For basic authentication: user:password.">
          {(control) => <TextInput {...control} {...form.text('value')} type="password" data-secret="" maxLength={MAX_VALUE} />}
        </Field>
      </ShortForm>
    </Dialog>
  );
}
