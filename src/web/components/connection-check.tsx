// A live check of a connection, saved or not: what the API answers without a credential, and with one that is typed in.
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { checkConnection } from '../api/sources.ts';
import type { ConnectionCheckResult } from '../api/sources.ts';
import { Badge } from './badge.tsx';
import { Button } from './button.tsx';
import { connectionFaults, connectionInputOf } from './connection-draft.ts';
import type { ConnectionDraft } from './connection-draft.ts';
import { Field, FieldError } from './field.tsx';
import { firstErrorUnder, saveFailure } from './form-errors.ts';
import { TextInput } from './inputs.tsx';

interface ConnectionCheckProps {
  readonly org: string;
  readonly slug: string;
  readonly draft: ConnectionDraft;
}

export function ConnectionCheck({ org, slug, draft }: ConnectionCheckProps) {
  const [credential, setCredential] = useState('');
  const check = useMutation({
    mutationFn: () => checkConnection(org, slug, { connection: connectionInputOf(draft), ...(credential === '' ? {} : { credential }) }),
    // A credential is typed for one question.
    onSettled: () => setCredential(''),
  });
  const failure = check.error === null ? undefined : saveFailure(check.error);
  const isIncomplete = Object.keys(connectionFaults(draft)).length > 0;
  return (
    <div className="grid gap-3 border-t border-line pt-4">
      <div className="flex items-start gap-2">
        <Field
          label="Live check"
          className="min-w-0 flex-1"
          error={failure?.errors['credential']}
          hint="A credential of your API to try, without its prefix. It is used once and kept nowhere; empty tries without."
        >
          {(control) => (
            <TextInput
              {...control}
              type="password"
              maxLength={8192}
              placeholder="credential, optional"
              value={credential}
              onChange={(event) => setCredential(event.target.value)}
              onKeyDown={(event) => {
                if (event.key !== 'Enter') return;
                // The form around it is another question.
                event.preventDefault();
                if (!isIncomplete && !check.isPending) check.mutate();
              }}
            />
          )}
        </Field>
        <Button className="mt-6" isBusy={check.isPending} disabled={isIncomplete} onClick={() => check.mutate()}>
          Check
        </Button>
      </div>
      {failure !== undefined && (failure.message ?? firstErrorUnder(failure.errors, 'connection')) !== undefined && (
        <FieldError>{failure.message ?? firstErrorUnder(failure.errors, 'connection')}</FieldError>
      )}
      {check.data !== undefined && <CheckReport result={check.data} />}
    </div>
  );
}

function CheckReport({
  result: { url, callerSends, apiReceives, withoutCredential, withCredential },
}: {
  readonly result: ConnectionCheckResult;
}) {
  return (
    <div role="status" className="grid gap-2 rounded-md border border-line bg-sunken px-3 py-2.5 text-sm">
      <dl className="grid gap-x-3 gap-y-1 sm:grid-cols-[auto_1fr]">
        <dt className="text-faint">Callers send</dt>
        <dd className="data break-all">{callerSends}</dd>
        <dt className="text-faint">The API gets</dt>
        <dd className="data break-all">{apiReceives}</dd>
        {url !== null && (
          <>
            <dt className="text-faint">Asked</dt>
            <dd className="data break-all">GET {url}</dd>
          </>
        )}
      </dl>
      {url === null && <p className="text-muted">Nothing is asked: only that a credential is there counts.</p>}
      {withoutCredential !== null && <TryLine label="Without a credential" tried={withoutCredential} />}
      {withCredential !== null && <TryLine label="With this credential" tried={withCredential} />}
    </div>
  );
}

type Tried = NonNullable<ConnectionCheckResult['withCredential']>;

function TryLine({ label, tried: { ok, status, message } }: { readonly label: string; readonly tried: Tried }) {
  return (
    <div>
      <p className="flex flex-wrap items-center gap-x-3">
        <Badge tone={ok ? 'pass' : 'fail'}>{label}</Badge>
        <span className="data text-muted">{status === null ? 'no answer' : `HTTP ${status}`}</span>
      </p>
      {message !== null && <p className="break-words">{message}</p>}
    </div>
  );
}
