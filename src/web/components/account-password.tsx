// Change the password, or set the first one of an account that came through a provider.
import { useQueryClient } from '@tanstack/react-query';
import { accountQuery, changePassword } from '../api/account.ts';
import { sessionQuery } from '../api/session.ts';
import { knownPasswordProblem, newPasswordProblem, PASSWORD_HINT, WRONG_PASSWORD } from '../text/account-rules.ts';
import { Panel } from './panel.tsx';
import { PasswordField } from './password-field.tsx';
import { ShortForm } from './short-form.tsx';
import { toast } from './toaster.tsx';
import { useShortForm } from './use-short-form.ts';

export function AccountPassword({ hasPassword }: { readonly hasPassword: boolean }) {
  const queries = useQueryClient();
  const form = useShortForm({
    start: { currentPassword: '', newPassword: '' },
    check: ({ currentPassword, newPassword }) => ({
      currentPassword: hasPassword ? knownPasswordProblem(currentPassword) : undefined,
      newPassword: newPasswordProblem(newPassword),
    }),
    send: ({ currentPassword, newPassword }) => changePassword({ newPassword, ...(hasPassword ? { currentPassword } : {}) }),
    onDone: async () => {
      form.reset();
      toast.done('Your password is changed', 'All other sessions have ended.');
      await Promise.all([
        queries.invalidateQueries({ queryKey: accountQuery.queryKey }),
        queries.invalidateQueries({ queryKey: sessionQuery.queryKey }),
      ]);
    },
    secrets: ['currentPassword', 'newPassword'],
    explain: ({ fieldErrors }) =>
      fieldErrors.some(({ field }) => field === 'currentPassword') ? { errors: { currentPassword: WRONG_PASSWORD } } : undefined,
  });
  return (
    <Panel title="Password" hint="Changing it ends your other sessions.">
      <ShortForm form={form} action={hasPassword ? 'Change password' : 'Set password'} look="normal" label="Password">
        <div className="grid gap-4 sm:grid-cols-2">
          {hasPassword && (
            <PasswordField
              label="Current password"
              text={form.text('currentPassword')}
              error={form.error('currentPassword')}
              purpose="current"
            />
          )}
          <PasswordField
            label="New password"
            text={form.text('newPassword')}
            error={form.error('newPassword')}
            purpose="new"
            hint={PASSWORD_HINT}
          />
        </div>
      </ShortForm>
    </Panel>
  );
}
