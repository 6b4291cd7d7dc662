// The link of a reset mail: a new password, after which every session has ended.
import { useState } from 'react';
import { resetPassword } from '../api/auth.ts';
import { isNotFound } from '../api/error.ts';
import { paths } from '../api/paths.ts';
import { ButtonLink } from '../components/button.tsx';
import { EntryFrame } from '../components/entry-frame.tsx';
import { LinkGone } from '../components/link-gone.tsx';
import { PasswordField } from '../components/password-field.tsx';
import { ShortForm } from '../components/short-form.tsx';
import { usePage } from '../components/use-page.ts';
import { useShortForm } from '../components/use-short-form.ts';
import { newPasswordProblem, PASSWORD_HINT } from '../text/account-rules.ts';

export function ResetPasswordPage() {
  const token = usePage().search['token'] ?? '';
  const [state, setState] = useState<'asked' | 'done' | 'gone'>(token === '' ? 'gone' : 'asked');
  if (state === 'gone') {
    return (
      <LinkGone lead="A reset link works once and for 30 minutes.">
        <ButtonLink to={paths.forgotPassword}>Send a new link</ButtonLink>
      </LinkGone>
    );
  }
  if (state === 'done') {
    return (
      <EntryFrame title="Your password is changed" lead="Every session of your account has ended. Sign in with the new password.">
        <div>
          <ButtonLink to={paths.signIn()} look="primary">
            Sign in
          </ButtonLink>
        </div>
      </EntryFrame>
    );
  }
  return <NewPassword token={token} onDone={() => setState('done')} onGone={() => setState('gone')} />;
}

interface NewPasswordProps {
  readonly token: string;
  readonly onDone: () => void;
  readonly onGone: () => void;
}

function NewPassword({ token, onDone, onGone }: NewPasswordProps) {
  const form = useShortForm({
    start: { password: '' },
    check: ({ password }) => ({ password: newPasswordProblem(password) }),
    send: ({ password }) => resetPassword({ token, password }),
    onDone,
    secrets: ['password'],
    explain: (error) => {
      if (isNotFound(error)) onGone();
      return undefined;
    },
  });
  return (
    <EntryFrame title="Choose a new password" lead="It replaces the old one everywhere: all your sessions end.">
      <ShortForm form={form} action="Change password" isEntry startsFocused>
        <PasswordField
          label="New password"
          text={form.text('password')}
          error={form.error('password')}
          purpose="new"
          hint={PASSWORD_HINT}
        />
      </ShortForm>
    </EntryFrame>
  );
}
