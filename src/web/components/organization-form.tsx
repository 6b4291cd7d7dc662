// A new organization: its name, and the address that follows from it and can be chosen only now.
import { useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useState } from 'react';
import { accountQuery, createOrganization } from '../api/account.ts';
import { paths } from '../api/paths.ts';
import { sessionQuery } from '../api/session.ts';
import { nameProblem, slugOf, slugProblem } from '../text/account-rules.ts';
import { Field } from './field.tsx';
import { TextInput } from './inputs.tsx';
import { ShortForm } from './short-form.tsx';
import { usePage } from './use-page.ts';
import { useShortForm } from './use-short-form.ts';
import type { TextControl } from './use-short-form.ts';

interface OrganizationFormProps {
  readonly beside?: ReactNode;
  readonly isEntry?: boolean | undefined;
  readonly onDone?: (() => void) | undefined;
}

export function OrganizationForm({ beside, isEntry, onDone }: OrganizationFormProps) {
  const queries = useQueryClient();
  const { go } = usePage();
  const [isSlugChosen, setSlugChosen] = useState(false);
  const form = useShortForm({
    start: { name: '', slug: '' },
    check: ({ name, slug }) => ({ name: nameProblem(name), slug: slugProblem(slug) }),
    send: ({ name, slug }) => createOrganization({ name: name.trim(), slug }),
    onDone: async ({ slug }) => {
      await queries.fetchQuery({ ...sessionQuery, staleTime: 0 });
      await queries.invalidateQueries({ queryKey: accountQuery.queryKey });
      onDone?.();
      go(paths.overview(slug));
    },
    explain: ({ status, fieldErrors }) =>
      status === 409 && fieldErrors.some(({ field }) => field === 'slug')
        ? { errors: { slug: 'Taken, now or before. Choose another.' } }
        : undefined,
  });
  const name = form.text('name');
  const slug = form.text('slug');
  return (
    <ShortForm form={form} action="Create organization" beside={beside} isEntry={isEntry} startsFocused={isEntry}>
      <Field label="Name" error={form.error('name')} hint="Of your company or team.">
        {(control) => (
          <TextInput
            {...control}
            {...name}
            autoComplete="organization"
            onChange={(event) => {
              const typed = event.target.value;
              form.set(isSlugChosen ? { name: typed } : { name: typed, slug: slugOf(typed) });
            }}
          />
        )}
      </Field>
      <AddressField slug={slug} error={form.error('slug')} isChosen={isSlugChosen} onChosen={setSlugChosen} />
    </ShortForm>
  );
}

interface AddressFieldProps {
  readonly slug: TextControl;
  readonly error: string | undefined;
  /** Typed by hand: it no longer follows the name, and is checked at every key. */
  readonly isChosen: boolean;
  readonly onChosen: (isChosen: boolean) => void;
}

function AddressField({ slug, error, isChosen, onChosen }: AddressFieldProps) {
  return (
    <Field
      label="Address"
      error={error ?? (isChosen ? slugProblem(slug.value) : undefined)}
      hint={
        <>
          <span className="data break-all">
            {window.location.origin}
            {paths.overview(slug.value === '' ? '…' : slug.value)}
          </span>
          <br />
          Part of every link. Choose it now: it cannot be changed later.
        </>
      }
    >
      {(control) => (
        <TextInput
          {...control}
          {...slug}
          autoCapitalize="off"
          className="font-mono text-sm"
          onChange={(event) => {
            onChosen(event.target.value !== '');
            slug.onChange(event);
          }}
        />
      )}
    </Field>
  );
}
