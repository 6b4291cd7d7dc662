// The second step of a sign-in: a code from the authenticator app, or one of the backup codes.
import { useState } from 'react';
import { giveSecondFactor } from '../api/auth.ts';
import { paths } from '../api/paths.ts';
import { EntryFrame } from '../components/entry-frame.tsx';
import { Field } from '../components/field.tsx';
import { CodeInput } from '../components/code-input.tsx';
import { PageLink } from '../components/page-link.tsx';
import { ShortForm } from '../components/short-form.tsx';
import { useEnter } from '../components/use-entry.ts';
import { useShortForm } from '../components/use-short-form.ts';

export function TwoFactorPage() {
  const [isBackup, setBackup] = useState(false);
  return (
    <EntryFrame
      title="Two-factor code"
      lead={
        isBackup
          ? 'One of the backup codes that you stored when you set two-factor up. Each works once.'
          : 'The six digits that your authenticator app shows for Armature now.'
      }
      foot={
        <PageLink to={paths.signIn()} className="link">
          Start again with another account
        </PageLink>
      }
    >
      <CodeForm key={String(isBackup)} isBackup={isBackup} />
      <p className="text-sm">
        <button type="button" className="link" onClick={() => setBackup(!isBackup)}>
          {isBackup ? 'Use the authenticator app' : 'No phone at hand? Use a backup code'}
        </button>
      </p>
    </EntryFrame>
  );
}

function CodeForm({ isBackup }: { readonly isBackup: boolean }) {
  const enter = useEnter();
  const form = useShortForm({
    start: { code: '' },
    check: ({ code }) => ({ code: code.trim() === '' ? 'Type the code.' : undefined }),
    send: ({ code }) => giveSecondFactor(isBackup ? { backupCode: code.trim() } : { code: code.replaceAll(/\s/g, '') }),
    onDone: () => enter(),
    secrets: ['code'],
    explain: ({ code, details }) => {
      if (details['reason'] === 'begin_again') return { message: 'This sign-in took too long or had too many tries. Start again.' };
      if (code !== 'invalid_credentials' && code !== 'validation_failed') return undefined;
      const wrong = isBackup ? 'Wrong, or used before.' : 'Wrong code. It changes every 30 seconds; type the one shown now.';
      return { errors: { code: wrong } };
    },
  });
  return (
    <ShortForm form={form} action="Sign in" isEntry startsFocused>
      <Field label={isBackup ? 'Backup code' : 'Code'} error={form.error('code')}>
        {(control) => <CodeInput {...control} {...form.text('code')} isBackup={isBackup} />}
      </Field>
    </ShortForm>
  );
}
