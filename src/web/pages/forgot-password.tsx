// A forgotten password: a link by mail, and the same answer for every address.
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { ReactNode } from 'react';
import { askForReset, authOptionsQuery } from '../api/auth.ts';
import { paths } from '../api/paths.ts';
import { Button } from '../components/button.tsx';
import { EntryFrame } from '../components/entry-frame.tsx';
import { Field } from '../components/field.tsx';
import { TextInput } from '../components/inputs.tsx';
import { PageLink } from '../components/page-link.tsx';
import { ShortForm } from '../components/short-form.tsx';
import { useShortForm } from '../components/use-short-form.ts';
import { emailProblem } from '../text/account-rules.ts';

export function ForgotPasswordPage() {
  const options = useQuery(authOptionsQuery);
  const [sentTo, setSentTo] = useState<string | undefined>();
  const back = (
    <PageLink to={paths.signIn()} className="link">
      Back to sign-in
    </PageLink>
  );
  if (options.data?.mail === false) {
    return (
      <EntryFrame
        title="Passwords cannot be reset here"
        lead="This instance cannot send mail. Ask whoever runs it to set SMTP_URL, then come back."
        foot={back}
      />
    );
  }
  if (sentTo === undefined) return <AskForLink foot={back} onSent={setSentTo} />;
  return (
    <EntryFrame
      title="Check your inbox"
      lead={
        <>
          If there is an account for <strong className="font-medium text-ink">{sentTo}</strong>, a link to choose a new password is on its
          way. It works once and for 30 minutes.
        </>
      }
      foot={back}
    >
      <div>
        <Button onClick={() => setSentTo(undefined)}>Use another address</Button>
      </div>
    </EntryFrame>
  );
}

function AskForLink({ foot, onSent }: { readonly foot: ReactNode; readonly onSent: (email: string) => void }) {
  const form = useShortForm({
    start: { email: '' },
    check: ({ email }) => ({ email: emailProblem(email) }),
    send: ({ email }) => askForReset(email.trim()),
    onDone: (_, { email }) => onSent(email.trim()),
  });
  return (
    <EntryFrame title="Forgot your password?" lead="Type the address of your account; we send a link to choose a new one." foot={foot}>
      <ShortForm form={form} action="Send the link" isEntry startsFocused>
        <Field label="E-mail" error={form.error('email')}>
          {(control) => <TextInput {...control} {...form.text('email')} type="email" autoComplete="username" />}
        </Field>
      </ShortForm>
    </EntryFrame>
  );
}
