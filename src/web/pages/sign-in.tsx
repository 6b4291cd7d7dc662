// Signed out: how to get in. By e-mail and password, by a provider, or, in single-user mode, by the link in the terminal.
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { authOptionsQuery, signIn } from '../api/auth.ts';
import type { AuthOptions, SignInStatus } from '../api/auth.ts';
import { paths } from '../api/paths.ts';
import { Banner } from '../components/banner.tsx';
import { CheckInbox } from '../components/check-inbox.tsx';
import { EntryFrame } from '../components/entry-frame.tsx';
import { Field } from '../components/field.tsx';
import { TextInput } from '../components/inputs.tsx';
import { LocalSignIn } from '../components/local-sign-in.tsx';
import { PageLink } from '../components/page-link.tsx';
import { Part } from '../components/part.tsx';
import { PasswordField } from '../components/password-field.tsx';
import { ProviderButtons } from '../components/provider-buttons.tsx';
import { ShortForm } from '../components/short-form.tsx';
import { TextSkeleton } from '../components/skeleton.tsx';
import { useEnter } from '../components/use-entry.ts';
import { usePage } from '../components/use-page.ts';
import { useShortForm } from '../components/use-short-form.ts';
import { emailProblem, knownPasswordProblem } from '../text/account-rules.ts';
import { providerProblem } from '../text/provider-problem.ts';
import { keepNext } from './next-page.ts';

export function SignInPage() {
  const { search, go } = usePage();
  const queries = useQueryClient();
  const options = useQuery(authOptionsQuery);
  const [inbox, setInbox] = useState<string | undefined>();
  const isFresh = options.data?.signUp === 'first_user' && !options.data.singleUser;
  useEffect(() => keepNext(search['next']), [search]);
  useEffect(() => {
    // Whoever was signed in before is not any more.
    queries.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== 'auth' });
  }, [queries]);
  useEffect(() => {
    if (isFresh) go(paths.signUp(), { replace: true });
  }, [isFresh, go]);

  if (inbox !== undefined) return <CheckInbox email={inbox} foot={<BackToSignIn onBack={() => setInbox(undefined)} />} />;
  if (options.data?.singleUser === true) return <LocalSignIn isLinkInvalid={search['link'] === 'invalid'} />;
  const canSignUp = options.data?.signUp === 'open';
  return (
    <EntryFrame
      title="Sign in to Armature"
      foot={
        canSignUp && (
          <>
            New here?{' '}
            <PageLink to={paths.signUp({ next: search['next'] })} className="link">
              Create an account
            </PageLink>
          </>
        )
      }
    >
      {search['problem'] !== undefined && <Banner tone="partial" {...providerProblem(search['problem'])} />}
      <Part name="the sign-in" query={options} skeleton={<TextSkeleton lines={6} />}>
        {(offered) => <SignInForm options={offered} next={search['next']} onInbox={setInbox} />}
      </Part>
    </EntryFrame>
  );
}

interface SignInFormProps {
  readonly options: AuthOptions;
  readonly next: string | undefined;
  /** The address is not confirmed yet: a link is on its way to it. */
  readonly onInbox: (email: string) => void;
}

function SignInForm({ options, next, onInbox }: SignInFormProps) {
  const { go } = usePage();
  const enter = useEnter();
  const form = useShortForm({
    start: { email: '', password: '' },
    check: ({ email, password }) => ({ email: emailProblem(email), password: knownPasswordProblem(password) }),
    send: ({ email, password }) => signIn({ email: email.trim(), password }),
    onDone: ({ status }, { email }) => {
      const on: Readonly<Record<SignInStatus, () => void>> = {
        signed_in: () => enter(),
        two_factor: () => go(paths.twoFactor),
        verify_email: () => onInbox(email.trim()),
      };
      on[status]();
    },
    secrets: ['password'],
    explain: ({ code }) => (code === 'invalid_credentials' ? { message: 'Wrong e-mail address or password.' } : undefined),
  });
  return (
    <>
      <ProviderButtons providers={options.providers} next={next} />
      <ShortForm form={form} action="Sign in" isEntry startsFocused>
        <Field label="E-mail" error={form.error('email')}>
          {(control) => <TextInput {...control} {...form.text('email')} type="email" autoComplete="username" />}
        </Field>
        <PasswordField
          label="Password"
          text={form.text('password')}
          error={form.error('password')}
          purpose="current"
          aside={
            <PageLink to={paths.forgotPassword} className="link text-sm">
              Forgot it?
            </PageLink>
          }
        />
      </ShortForm>
    </>
  );
}

function BackToSignIn({ onBack }: { readonly onBack: () => void }) {
  return (
    <>
      Opened it already?{' '}
      <button type="button" className="link" onClick={onBack}>
        Sign in
      </button>
    </>
  );
}
