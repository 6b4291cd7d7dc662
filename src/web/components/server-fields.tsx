// The fields of a server's connection, for a new one and for a change.
import type { ReactNode } from 'react';
import type { TransportType } from '../api/servers.ts';
import { Field } from './field.tsx';
import { firstErrorUnder, hasErrorIn } from './form-errors.ts';
import type { Errors } from './form-errors.ts';
import { HostedFields } from './hosted-fields.tsx';
import { Choice, CodeArea, TextInput } from './inputs.tsx';
import { isHosted } from './server-draft.ts';
import type { ServerDraft } from './server-draft.ts';
import { TRANSPORT_WORDS } from './server-card.tsx';
import { useFeatures } from './use-features.ts';

interface ServerFieldsProps {
  readonly draft: ServerDraft;
  readonly errors: Errors;
  readonly onChange: (draft: ServerDraft) => void;
  /** Stands between the connection and the rest: how to authenticate. */
  readonly children?: ReactNode;
  /** Names of headers that are stored; their values are never shown. */
  readonly storedHeaders?: readonly string[] | undefined;
}

export function ServerFields({ draft, errors, onChange, children, storedHeaders = [] }: ServerFieldsProps) {
  const set = (change: Partial<ServerDraft>): void => onChange({ ...draft, ...change });
  const hosted = isHosted(draft);
  const { stdio } = useFeatures();
  return (
    <div className="grid gap-4">
      <div className="grid gap-4 sm:grid-cols-[1fr_13rem]">
        <Field label="Name" error={errors['name']}>
          {(control) => (
            <TextInput
              {...control}
              maxLength={80}
              value={draft.name}
              placeholder="Acme Payments"
              onChange={(event) => set({ name: event.target.value })}
            />
          )}
        </Field>
        <Field label="Transport" error={errors['transportType']}>
          {(control) => (
            <Choice
              {...control}
              value={draft.transportType}
              onChange={(event) => set({ transportType: event.target.value as TransportType })}
            >
              <option value="streamable_http">{TRANSPORT_WORDS.streamable_http}</option>
              <option value="sse">{TRANSPORT_WORDS.sse} (older)</option>
              {(stdio || hosted) && <option value="stdio_hosted">{TRANSPORT_WORDS.stdio_hosted}</option>}
            </Choice>
          )}
        </Field>
      </div>
      {hosted ? (
        <HostedFields program={draft.program} errors={errors} onChange={(program) => set({ program })} />
      ) : (
        <>
          <UrlField url={draft.baseUrl} error={errors['baseUrl']} onChange={(baseUrl) => set({ baseUrl })} />
          {children}
        </>
      )}
      <details className="group" open={draft.extraHeaders !== '' || hasErrorIn(errors, FURTHER)}>
        <summary className="text-sm text-muted hover:text-ink">
          {hosted ? 'Time-out, environment' : 'Extra headers, time-out, environment'}
        </summary>
        <div className="mt-3 grid gap-4">
          {!hosted && (
            <HeadersField
              text={draft.extraHeaders}
              stored={storedHeaders}
              error={firstErrorUnder(errors, 'connectionConfig.extraHeaders')}
              onChange={(extraHeaders) => set({ extraHeaders })}
            />
          )}
          <div className="grid gap-4 sm:grid-cols-3">
            <Field label="Time-out in seconds" error={errors['connectionConfig.timeoutSeconds']}>
              {(control) => (
                <TextInput
                  {...control}
                  inputMode="numeric"
                  value={draft.timeoutSeconds}
                  onChange={(event) => set({ timeoutSeconds: event.target.value })}
                />
              )}
            </Field>
            <Field label="Environment" error={errors['environment']}>
              {(control) => (
                <TextInput
                  {...control}
                  maxLength={32}
                  value={draft.environment}
                  onChange={(event) => set({ environment: event.target.value })}
                />
              )}
            </Field>
            <Field label="Categories" isOptional error={firstErrorUnder(errors, 'categories')}>
              {(control) => (
                <TextInput
                  {...control}
                  value={draft.categories}
                  placeholder="payments, internal"
                  onChange={(event) => set({ categories: event.target.value })}
                />
              )}
            </Field>
          </div>
        </div>
      </details>
    </div>
  );
}

const FURTHER = ['connectionConfig.extraHeaders', 'connectionConfig.timeoutSeconds', 'environment', 'categories'];

interface UrlFieldProps {
  readonly url: string;
  readonly error: string | undefined;
  readonly onChange: (url: string) => void;
}

function UrlField({ url, error, onChange }: UrlFieldProps) {
  return (
    <Field label="URL" error={error} hint="The MCP endpoint itself, often ending in /mcp or /sse.">
      {(control) => (
        <TextInput
          {...control}
          inputMode="url"
          maxLength={2048}
          value={url}
          placeholder="https://mcp.example.com/mcp"
          className="font-mono text-sm"
          onChange={(event) => onChange(event.target.value)}
        />
      )}
    </Field>
  );
}

interface HeadersFieldProps {
  readonly text: string;
  readonly stored: readonly string[];
  readonly error: string | undefined;
  readonly onChange: (text: string) => void;
}

function HeadersField({ text, stored, error, onChange }: HeadersFieldProps) {
  return (
    <Field
      label="Extra headers"
      isOptional
      error={error}
      hint={
        stored.length > 0
          ? `Stored: ${stored.join(', ')}. Values are never shown; what you write here replaces all of them.`
          : 'A JSON object of texts, sent with every request. Values are stored encrypted.'
      }
    >
      {(control) => (
        <CodeArea
          {...control}
          rows={3}
          value={text}
          placeholder={'{"X-Tenant": "acme"}'}
          onChange={(event) => onChange(event.target.value)}
        />
      )}
    </Field>
  );
}
