// How Armature proves itself to a server: one tab per kind of credential.
import { Tabs } from '@base-ui/react/tabs';
import type { AuthKind } from '../api/servers.ts';
import { isOAuth } from './auth-draft.ts';
import type { AuthDraft } from './auth-draft.ts';
import { Field } from './field.tsx';
import type { Errors } from './form-errors.ts';
import { TextInput } from './inputs.tsx';
import { OAuthFields } from './oauth-fields.tsx';
import { TAB, TAB_LIST } from './tab-looks.ts';

/** Both OAuth kinds stand behind one tab. */
type AuthTab = 'bearer' | 'api_key_header' | 'none' | 'oauth';

const TABS: readonly (readonly [AuthTab, string])[] = [
  ['bearer', 'Bearer token'],
  ['api_key_header', 'API key header'],
  ['none', 'No auth'],
  ['oauth', 'OAuth'],
];

const tabOf = (kind: AuthKind): AuthTab => (isOAuth(kind) ? 'oauth' : kind);
const kindOf = (tab: AuthTab): AuthKind => (tab === 'oauth' ? 'oauth_authorization_code' : tab);

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
    <Tabs.Root value={tabOf(auth.kind)} onValueChange={(tab: AuthTab) => onChange({ ...auth, kind: kindOf(tab) })}>
      <Tabs.List aria-label="Kind of credential" className={TAB_LIST}>
        {TABS.map(([tab, label]) => (
          <Tabs.Tab key={tab} value={tab} className={TAB}>
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
      <Tabs.Panel value="oauth" className="mt-3">
        <OAuthFields auth={auth} errorAt={errorAt} onChange={onChange} />
      </Tabs.Panel>
    </Tabs.Root>
  );
}
