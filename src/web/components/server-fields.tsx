// The fields of a server's connection, for a new one and for a change.
import type { ReactNode } from 'react';
import type { TransportType } from '../api/servers.ts';
import { Field } from './field.tsx';
import { Choice, CodeArea, TextInput } from './inputs.tsx';
import type { Errors, ServerDraft } from './server-draft.ts';

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
              <option value="streamable_http">Streamable HTTP</option>
              <option value="sse">SSE (older)</option>
            </Choice>
          )}
        </Field>
      </div>
      <Field label="URL" error={errors['baseUrl']} hint="The MCP endpoint itself, often ending in /mcp or /sse.">
        {(control) => (
          <TextInput
            {...control}
            inputMode="url"
            maxLength={2048}
            value={draft.baseUrl}
            placeholder="https://mcp.example.com/mcp"
            className="font-mono text-sm"
            onChange={(event) => set({ baseUrl: event.target.value })}
          />
        )}
      </Field>
      {children}
      <details className="group" open={draft.extraHeaders !== '' || hasErrorIn(errors, ['connectionConfig', 'environment', 'categories'])}>
        <summary className="text-sm text-muted hover:text-ink">Extra headers, time-out, environment</summary>
        <div className="mt-3 grid gap-4">
          <Field
            label="Extra headers"
            isOptional
            error={firstErrorUnder(errors, 'connectionConfig.extraHeaders')}
            hint={
              storedHeaders.length > 0
                ? `Stored: ${storedHeaders.join(', ')}. Values are never shown; what you write here replaces all of them.`
                : 'A JSON object of texts, sent with every request. Values are stored encrypted.'
            }
          >
            {(control) => (
              <CodeArea
                {...control}
                rows={3}
                value={draft.extraHeaders}
                placeholder={'{"X-Tenant": "acme"}'}
                onChange={(event) => set({ extraHeaders: event.target.value })}
              />
            )}
          </Field>
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

const hasErrorIn = (errors: Errors, fields: readonly string[]): boolean =>
  fields.some((field) => firstErrorUnder(errors, field) !== undefined);

function firstErrorUnder(errors: Errors, field: string): string | undefined {
  const name = Object.keys(errors).find((path) => path.startsWith(field));
  if (name === undefined) return undefined;
  return name === field ? errors[name] : `${name.slice(field.length).replace(/^\./, '')} ${errors[name] ?? ''}`;
}
