// A new account: the first one sets the instance up, others come by invitation or, where it is open, by themselves.
import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { authOptionsQuery, signUp } from '../api/auth.ts';
import type { AuthOptions } from '../api/auth.ts';
import { isNotFound } from '../api/error.ts';
import { invitationQuery } from '../api/invitations.ts';
import type { OfferedInvitation } from '../api/invitations.ts';
import { paths } from '../api/paths.ts';
import { ButtonLink } from '../components/button.tsx';
import { CheckInbox } from '../components/check-inbox.tsx';
import { EntryFrame } from '../components/entry-frame.tsx';
import { Field } from '../components/field.tsx';
import { TextInput } from '../components/inputs.tsx';
import { InvitationGone, invitationSentence } from '../components/invitation-words.tsx';
import { PageLink } from '../components/page-link.tsx';
import { Part } from '../components/part.tsx';
import { PasswordField } from '../components/password-field.tsx';
import { ProviderButtons } from '../components/provider-buttons.tsx';
import { ShortForm } from '../components/short-form.tsx';
import { TextSkeleton } from '../components/skeleton.tsx';
import { useEnter, useJoin } from '../components/use-entry.ts';
import { usePage } from '../components/use-page.ts';
import { useShortForm } from '../components/use-short-form.ts';
import { emailProblem, nameProblem, newPasswordProblem, PASSWORD_HINT } from '../text/account-rules.ts';
import { keepNext, keepNextUntilMailed } from './next-page.ts';

export function SignUpPage() {
  const { search, go } = usePage();
  const token = search['invitation'];
  const options = useQuery(authOptionsQuery);
  const invitation = useQuery({ ...invitationQuery(token ?? ''), enabled: token !== undefined });
  const [inbox, setInbox] = useState<string | undefined>();
  const isSingleUser = options.data?.singleUser === true;
  useEffect(() => keepNext(search['next']), [search]);
  useEffect(() => {
    if (isSingleUser) go(paths.signIn(), { replace: true });
  }, [isSingleUser, go]);

  if (inbox !== undefined) return <CheckInbox email={inbox} />;
  if (token !== undefined && isNotFound(invitation.error)) return <InvitationGone />;
  if (options.data?.signUp === 'invitation' && token === undefined) return <ByInvitation />;
  return (
    <EntryFrame
      {...wordsFor(options.data, invitation.data)}
      foot={
        options.data?.signUp === 'first_user' ? <MailAgain options={options.data} /> : <SignInInstead token={token} next={search['next']} />
      }
    >
      <Part name="the sign-up" query={options} skeleton={<TextSkeleton lines={8} />}>
        {(offered) =>
          token === undefined ? (
            <SignUpForm options={offered} next={search['next']} onInbox={setInbox} />
          ) : (
            <Part name="the invitation" query={invitation} skeleton={<TextSkeleton lines={8} />}>
              {({ email }) => <SignUpForm options={offered} invitation={{ token, email }} onInbox={setInbox} />}
            </Part>
          )
        }
      </Part>
    </EntryFrame>
  );
}

function wordsFor(options: AuthOptions | undefined, invitation: OfferedInvitation | undefined) {
  if (options?.signUp === 'first_user') {
    return {
      title: 'Set up this instance',
      lead: 'You are the first one here. Your account owns the first organization and invites the others.',
    };
  }
  return { title: 'Create an account', lead: invitation === undefined ? undefined : invitationSentence(invitation) };
}

interface SignUpFormProps {
  readonly options: AuthOptions;
  readonly next?: string | undefined;
  readonly invitation?: { readonly token: string; readonly email: string | null } | undefined;
  readonly onInbox: (email: string) => void;
}

function SignUpForm({ options, next, invitation, onInbox }: SignUpFormProps) {
  const enter = useEnter();
  const join = useJoin();
  const fixedEmail = invitation?.email ?? undefined;
  const form = useShortForm({
    start: { name: '', email: fixedEmail ?? '', password: '' },
    check: ({ name, email, password }) => ({
      name: nameProblem(name),
      email: emailProblem(email),
      password: newPasswordProblem(password),
    }),
    send: ({ name, email, password }) =>
      signUp({ name: name.trim(), email: email.trim(), password, ...(invitation === undefined ? {} : { invitation: invitation.token }) }),
    onDone: ({ status }, { email }) => {
      if (status === 'signed_in') return invitation === undefined ? enter() : join(invitation.token);
      if (invitation !== undefined) keepNextUntilMailed(paths.invitation(invitation.token));
      return onInbox(email.trim());
    },
    secrets: ['password'],
  });
  return (
    <>
      <ProviderButtons providers={options.providers} next={next} invitation={invitation?.token} />
      <ShortForm form={form} action={options.signUp === 'first_user' ? 'Set up' : 'Create account'} isEntry startsFocused>
        <Field label="Your name" error={form.error('name')}>
          {(control) => <TextInput {...control} {...form.text('name')} autoComplete="name" />}
        </Field>
        <Field
          label="E-mail"
          error={form.error('email')}
          hint={fixedEmail === undefined ? undefined : 'The invitation is for this address.'}
        >
          {(control) => (
            <TextInput {...control} {...form.text('email')} type="email" autoComplete="username" readOnly={fixedEmail !== undefined} />
          )}
        </Field>
        <PasswordField label="Password" text={form.text('password')} error={form.error('password')} purpose="new" hint={PASSWORD_HINT} />
      </ShortForm>
    </>
  );
}

function ByInvitation() {
  return (
    <EntryFrame
      title="Sign-up is by invitation"
      lead="Ask a member of your organization to invite you; the invitation is a link that leads here."
    >
      <div>
        <ButtonLink to={paths.signIn()}>Sign in</ButtonLink>
      </div>
    </EntryFrame>
  );
}

function SignInInstead({ token, next }: { readonly token: string | undefined; readonly next: string | undefined }) {
  return (
    <>
      Have an account already?{' '}
      <PageLink to={paths.signIn({ next: token === undefined ? next : paths.invitation(token) })} className="link">
        Sign in
      </PageLink>
    </>
  );
}

/** Nobody can sign in to a fresh instance, but its first person may wait for a mail. */
function MailAgain({ options }: { readonly options: AuthOptions }) {
  if (!options.mail) return null;
  return (
    <>
      Signed up already, and no mail came?{' '}
      <PageLink to={paths.verifyEmail} className="link">
        Send it again
      </PageLink>
    </>
  );
}
