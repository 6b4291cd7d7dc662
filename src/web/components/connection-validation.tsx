// How a caller's credential is validated: by asking the API, or, said plainly, not at all.
import { validationAddress } from './connection-draft.ts';
import type { ConnectionDraft, ValidationMode } from './connection-draft.ts';
import { Field } from './field.tsx';
import type { Errors } from './form-errors.ts';
import { Choice, TextInput } from './inputs.tsx';

interface ConnectionValidationProps {
  readonly draft: ConnectionDraft;
  readonly errors: Errors;
  readonly baseUrl: string | null;
  readonly set: (change: Partial<ConnectionDraft>) => void;
}

export function ConnectionValidation({ draft, errors, baseUrl, set }: ConnectionValidationProps) {
  const address = validationAddress(baseUrl, draft);
  return (
    <div className="grid gap-3 sm:grid-cols-[12rem_1fr]">
      <Field label="Validation" error={errors['connection.validationMode']}>
        {(control) => (
          <Choice
            {...control}
            value={draft.validationMode}
            onChange={(event) => set({ validationMode: event.target.value as ValidationMode })}
          >
            <option value="endpoint">Ask the API</option>
            <option value="presence_only">Presence only</option>
          </Choice>
        )}
      </Field>
      {draft.validationMode === 'endpoint' ? (
        <Field
          label="Validation path"
          error={errors['connection.validationPath']}
          hint={
            address === undefined ? (
              'A path that answers 2xx to a valid credential and 401 or 403 to any other.'
            ) : (
              <>
                GET <span className="data break-all">{address}</span>
              </>
            )
          }
        >
          {(control) => (
            <TextInput
              {...control}
              maxLength={2048}
              value={draft.validationPath}
              placeholder="me"
              className="font-mono text-sm"
              onChange={(event) => set({ validationPath: event.target.value })}
            />
          )}
        </Field>
      ) : (
        <p className="self-end rounded-md bg-partial-wash px-3 py-2 text-sm">
          <strong className="font-medium text-partial">Credentials are not checked here.</strong> Anybody who sends any text lists the tools
          and reaches your API, which has to refuse wrong credentials itself.
        </p>
      )}
    </div>
  );
}
