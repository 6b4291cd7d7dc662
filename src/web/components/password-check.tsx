// Asks for the password once more before something that guards the account is changed.
import { knownPasswordProblem, WRONG_PASSWORD } from '../text/account-rules.ts';
import { Button } from './button.tsx';
import { PasswordField } from './password-field.tsx';
import { ShortForm } from './short-form.tsx';
import { useShortForm } from './use-short-form.ts';

interface PasswordCheckProps<Answer> {
  readonly action: string;
  readonly lead?: string | undefined;
  readonly look?: 'primary' | 'danger' | undefined;
  readonly send: (password: string) => Promise<Answer>;
  readonly onDone: (answer: Answer) => unknown;
  readonly onCancel: () => void;
}

export function PasswordCheck<Answer>({ action, lead, look = 'primary', send, onDone, onCancel }: PasswordCheckProps<Answer>) {
  const form = useShortForm({
    start: { password: '' },
    check: ({ password }) => ({ password: knownPasswordProblem(password) }),
    send: ({ password }) => send(password),
    onDone,
    secrets: ['password'],
    explain: ({ fieldErrors }) =>
      fieldErrors.some(({ field }) => field === 'password') ? { errors: { password: WRONG_PASSWORD } } : undefined,
  });
  return (
    <div className="max-w-sm">
      <ShortForm form={form} action={action} look={look} beside={<Button onClick={onCancel}>Cancel</Button>}>
        {lead !== undefined && <p className="text-sm text-muted">{lead}</p>}
        <PasswordField label="Your password" text={form.text('password')} error={form.error('password')} purpose="current" />
      </ShortForm>
    </div>
  );
}
