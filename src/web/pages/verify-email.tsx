// The link of a confirmation mail; without a token, a way to have it sent again.
import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { resendVerification, verifyEmailQuery } from '../api/auth.ts';
import { isNotFound } from '../api/error.ts';
import { paths } from '../api/paths.ts';
import { Button, ButtonLink } from '../components/button.tsx';
import { CheckInbox } from '../components/check-inbox.tsx';
import { EntryFrame } from '../components/entry-frame.tsx';
import { Field } from '../components/field.tsx';
import { TextInput } from '../components/inputs.tsx';
import { LinkGone } from '../components/link-gone.tsx';
import { Part } from '../components/part.tsx';
import { ShortForm } from '../components/short-form.tsx';
import { TextSkeleton } from '../components/skeleton.tsx';
import { useEnter } from '../components/use-entry.ts';
import { usePage } from '../components/use-page.ts';
import { useShortForm } from '../components/use-short-form.ts';
import { emailProblem } from '../text/account-rules.ts';

export function VerifyEmailPage() {
  const { search } = usePage();
  const token = search['token'];
  const [isAsking, setAsking] = useState(false);
  const [inbox, setInbox] = useState<string | undefined>();
  if (inbox !== undefined) return <CheckInbox email={inbox} />;
  if (token === undefined || isAsking) return <AskAgain onSent={setInbox} />;
  return <Confirm token={token} onAskAgain={() => setAsking(true)} />;
}

interface ConfirmProps {
  readonly token: string;
  readonly onAskAgain: () => void;
}

/** Asked for and not done by itself: programs that look into mails open links, and whoever did not sign up must not confirm by looking. */
function Confirm({ token, onAskAgain }: ConfirmProps) {
  const [isConfirmed, setConfirmed] = useState(false);
  if (isConfirmed) return <Confirmed token={token} onAskAgain={onAskAgain} />;
  return (
    <EntryFrame
      title="Confirm your e-mail address"
      lead="Do this only if you signed up here. If you did not, close this page: nothing happens then."
    >
      <div>
        <Button look="primary" onClick={() => setConfirmed(true)}>
          Confirm
        </Button>
      </div>
    </EntryFrame>
  );
}

function Confirmed({ token, onAskAgain }: ConfirmProps) {
  const verified = useQuery(verifyEmailQuery(token));
  const enter = useEnter();
  const isIn = verified.data?.status === 'signed_in';
  useEffect(() => {
    if (isIn) enter();
  }, [isIn, enter]);
  if (isNotFound(verified.error)) {
    return (
      <LinkGone lead="A confirmation link works once and for 24 hours. If you have used it, sign in.">
        <ButtonLink to={paths.signIn()} look="primary">
          Sign in
        </ButtonLink>
        <Button onClick={onAskAgain}>Send a new link</Button>
      </LinkGone>
    );
  }
  return (
    <EntryFrame title={verified.data === undefined ? 'Confirming your e-mail address' : 'Your e-mail address is confirmed'}>
      <Part name="the confirmation" query={verified} skeleton={<TextSkeleton lines={2} />}>
        {({ status }) =>
          status === 'verified' && (
            <div>
              <ButtonLink to={paths.signIn()} look="primary">
                Sign in
              </ButtonLink>
            </div>
          )
        }
      </Part>
    </EntryFrame>
  );
}

function AskAgain({ onSent }: { readonly onSent: (email: string) => void }) {
  const form = useShortForm({
    start: { email: '' },
    check: ({ email }) => ({ email: emailProblem(email) }),
    send: ({ email }) => resendVerification(email.trim()),
    onDone: (_, { email }) => onSent(email.trim()),
  });
  return (
    <EntryFrame title="Confirm your e-mail address" lead="Type the address of your account; we send the link once more.">
      <ShortForm form={form} action="Send the link" isEntry startsFocused>
        <Field label="E-mail" error={form.error('email')}>
          {(control) => <TextInput {...control} {...form.text('email')} type="email" autoComplete="username" />}
        </Field>
      </ShortForm>
    </EntryFrame>
  );
}
