// OAuth to a server: with the consent of a person, or as a client on its own.
import type { ClientAuthMethod, OAuthKind } from '../api/servers.ts';
import { secretFieldOf, SIGNING_ALGORITHMS } from './auth-draft.ts';
import type { AuthDraft, OAuthDraft } from './auth-draft.ts';
import { Field } from './field.tsx';
import { Choice, CodeArea, TextInput } from './inputs.tsx';

interface OAuthFieldsProps {
  readonly auth: AuthDraft;
  readonly errorAt: (field: string) => string | undefined;
  readonly onChange: (auth: AuthDraft) => void;
}

export function OAuthFields({ auth, errorAt, onChange }: OAuthFieldsProps) {
  const set = (change: Partial<OAuthDraft>): void => onChange({ ...auth, oauth: { ...auth.oauth, ...change } });
  const fields = { oauth: auth.oauth, errorAt, set };
  return (
    <div className="grid gap-4">
      <Field label="Grant" error={errorAt('kind')}>
        {(control) => (
          <Choice {...control} value={auth.kind} onChange={(event) => onChange({ ...auth, kind: event.target.value as OAuthKind })}>
            <option value="oauth_authorization_code">Sign in and consent (authorization code)</option>
            <option value="oauth_client_credentials">No person (client credentials)</option>
          </Choice>
        )}
      </Field>
      {auth.kind === 'oauth_client_credentials' ? (
        <ClientCredentials {...fields} secret={secretFieldOf(auth)} />
      ) : (
        <AuthorizationCode {...fields} />
      )}
    </div>
  );
}

interface PartProps {
  readonly oauth: OAuthDraft;
  readonly errorAt: (field: string) => string | undefined;
  readonly set: (change: Partial<OAuthDraft>) => void;
}

type TextName = 'tokenUrl' | 'authorizationUrl' | 'clientId' | 'clientSecret' | 'scopes' | 'audience';

interface TextFieldProps extends PartProps {
  readonly name: TextName;
  readonly label: string;
  readonly hint?: string | undefined;
  readonly placeholder?: string | undefined;
  readonly isOptional?: boolean | undefined;
  readonly isSecret?: boolean | undefined;
}

function TextField({ oauth, errorAt, set, name, label, hint, placeholder, isOptional, isSecret = false }: TextFieldProps) {
  return (
    <Field label={label} isOptional={isOptional} hint={hint} error={errorAt(name)}>
      {(control) => (
        <TextInput
          {...control}
          type={isSecret ? 'password' : 'text'}
          value={oauth[name]}
          placeholder={placeholder}
          maxLength={8192}
          className={isSecret ? undefined : 'font-mono text-sm'}
          onChange={(event) => set({ [name]: event.target.value })}
        />
      )}
    </Field>
  );
}

function AuthorizationCode(part: PartProps) {
  const { oauth, errorAt } = part;
  const isFilled = [oauth.clientId, oauth.authorizationUrl, oauth.tokenUrl].some((text) => text !== '');
  const hasError = (['clientId', 'clientSecret', 'authorizationUrl', 'tokenUrl'] as const).some((field) => errorAt(field) !== undefined);
  return (
    <>
      <p className="text-sm text-muted">
        Save, then press Connect: the server’s own sign-in opens. Armature finds it through the server’s metadata and registers itself where
        that is offered.
      </p>
      <TextField {...part} name="scopes" label="Scopes" isOptional hint="Words apart by spaces. Empty: what the server asks for." />
      <details className="group" open={isFilled || hasError}>
        <summary className="text-sm text-muted hover:text-ink">A client registered by hand, other addresses</summary>
        <div className="mt-3 grid gap-4 sm:grid-cols-2">
          <TextField {...part} name="clientId" label="Client id" isOptional />
          <TextField {...part} name="clientSecret" label="Client secret" isOptional isSecret hint="Stored encrypted, never shown again." />
          <TextField {...part} name="authorizationUrl" label="Authorization URL" isOptional />
          <TextField {...part} name="tokenUrl" label="Token URL" isOptional />
        </div>
        <p className="mt-3 text-xs break-all text-faint">
          Redirect URL to register: <span className="data">{`${window.location.origin}/oauth/callback`}</span>
        </p>
      </details>
    </>
  );
}

const METHODS: readonly (readonly [ClientAuthMethod, string])[] = [
  ['client_secret_basic', 'Secret in the Authorization header'],
  ['client_secret_post', 'Secret in the body'],
  ['private_key_jwt', 'Assertion signed with a private key'],
];

function ClientCredentials({ secret, ...part }: PartProps & { readonly secret: string | undefined }) {
  const { oauth, errorAt, set } = part;
  return (
    <>
      <TextField {...part} name="tokenUrl" label="Token URL" placeholder="https://auth.example.com/oauth/token" />
      <div className="grid gap-4 sm:grid-cols-2">
        <TextField {...part} name="clientId" label="Client id" />
        <Field label="Client authentication" error={errorAt('authMethod')}>
          {(control) => (
            <Choice {...control} value={oauth.authMethod} onChange={(event) => set({ authMethod: event.target.value as ClientAuthMethod })}>
              {METHODS.map(([method, label]) => (
                <option key={method} value={method}>
                  {label}
                </option>
              ))}
            </Choice>
          )}
        </Field>
      </div>
      {secret === 'privateKey' ? (
        <PrivateKey {...part} />
      ) : (
        <TextField {...part} name="clientSecret" label="Client secret" isSecret hint="Stored encrypted, never shown again." />
      )}
      <div className="grid gap-4 sm:grid-cols-2">
        <TextField {...part} name="scopes" label="Scopes" isOptional hint="Words apart by spaces." />
        <TextField {...part} name="audience" label="Audience" isOptional hint="Only where the token endpoint asks for one." />
      </div>
    </>
  );
}

function PrivateKey({ oauth, errorAt, set }: PartProps) {
  return (
    <div className="grid gap-4 sm:grid-cols-[1fr_9rem]">
      <Field label="Private key" error={errorAt('privateKey')} hint="PEM, PKCS #8. Stored encrypted, never shown again.">
        {(control) => (
          <CodeArea
            {...control}
            rows={4}
            value={oauth.privateKey}
            placeholder="-----BEGIN PRIVATE KEY-----"
            onChange={(event) => set({ privateKey: event.target.value })}
          />
        )}
      </Field>
      <Field label="Signed with" error={errorAt('signingAlgorithm')}>
        {(control) => (
          <Choice {...control} value={oauth.signingAlgorithm} onChange={(event) => set({ signingAlgorithm: event.target.value })}>
            <option value="">As the key is</option>
            {SIGNING_ALGORITHMS.map((algorithm) => (
              <option key={algorithm}>{algorithm}</option>
            ))}
          </Choice>
        )}
      </Field>
    </div>
  );
}
