// How Armature proves itself to a server: one tab per kind of credential.
import { Tabs } from '@base-ui/react/tabs';
import type { AuthKind } from '../api/servers.ts';
import { Field } from './field.tsx';
import { TextInput } from './inputs.tsx';
import type { AuthDraft, Errors } from './server-draft.ts';

const KINDS: readonly (readonly [AuthKind, string])[] = [
  ['bearer', 'Bearer token'],
  ['api_key_header', 'API key header'],
  ['none', 'No auth'],
];

interface AuthFieldsProps {
  readonly auth: AuthDraft;
  readonly errors: Errors;
  /** Where these fields stand in the request: `authProfile` or nothing. */
  readonly path: string;
  readonly onChange: (auth: AuthDraft) => void;
}

export function AuthFields({ auth, errors, path, onChange }: AuthFieldsProps) {
  const errorAt = (field: string): string | undefined => errors[path === '' ? field : `${path}.${field}`];
  return (
    <Tabs.Root value={auth.kind} onValueChange={(kind: AuthKind) => onChange({ ...auth, kind })}>
      <Tabs.List aria-label="Kind of credential" className="inline-flex rounded-md border border-control bg-sunken p-0.5">
        {KINDS.map(([kind, label]) => (
          <Tabs.Tab
            key={kind}
            value={kind}
            className="rounded-sm px-3 py-1 text-sm text-muted max-md:py-1.5 data-[active]:bg-raised data-[active]:font-medium data-[active]:text-ink data-[active]:shadow-raised"
          >
            {label}
          </Tabs.Tab>
        ))}
      </Tabs.List>
      <Tabs.Panel value="bearer" className="mt-3">
        <Field label="Token" error={errorAt('value')} hint="Without “Bearer ”. Stored encrypted, never shown again.">
          {(control) => (
            <TextInput
              {...control}
              type="password"
              value={auth.value}
              onChange={(event) => onChange({ ...auth, value: event.target.value })}
            />
          )}
        </Field>
      </Tabs.Panel>
      <Tabs.Panel value="api_key_header" className="mt-3 grid gap-3 sm:grid-cols-2">
        <Field label="Header" error={errorAt('headerName')}>
          {(control) => (
            <TextInput {...control} value={auth.headerName} onChange={(event) => onChange({ ...auth, headerName: event.target.value })} />
          )}
        </Field>
        <Field label="Value" error={errorAt('value')} hint="Stored encrypted, never shown again.">
          {(control) => (
            <TextInput
              {...control}
              type="password"
              value={auth.value}
              onChange={(event) => onChange({ ...auth, value: event.target.value })}
            />
          )}
        </Field>
      </Tabs.Panel>
      <Tabs.Panel value="none" className="mt-3 text-sm text-muted">
        Requests carry no credential.
      </Tabs.Panel>
    </Tabs.Root>
  );
}
