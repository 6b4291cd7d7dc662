// Tells the authenticator app its secret, and asks for the first code to prove that it has it.
import { confirmTwoFactor } from '../api/account.ts';
import type { TwoFactorSetup as Setup } from '../api/account.ts';
import { Button } from './button.tsx';
import { CodeBlock } from './code-block.tsx';
import { CodeInput } from './code-input.tsx';
import { Field } from './field.tsx';
import { QrCode } from './qr-code.tsx';
import { ShortForm } from './short-form.tsx';
import { useShortForm } from './use-short-form.ts';

interface TwoFactorSetupProps {
  readonly setup: Setup;
  readonly onConfirmed: () => unknown;
  readonly onCancel: () => void;
}

export function TwoFactorSetup({ setup, onConfirmed, onCancel }: TwoFactorSetupProps) {
  const form = useShortForm({
    start: { code: '' },
    check: ({ code }) => ({ code: code.trim() === '' ? 'Type the code that the app shows.' : undefined }),
    send: ({ code }) => confirmTwoFactor(code.replaceAll(/\s/g, '')),
    onDone: onConfirmed,
    secrets: ['code'],
    explain: ({ code }) =>
      code === 'validation_failed'
        ? { errors: { code: 'Wrong code. Type the one shown now; the clock of the phone must be right.' } }
        : undefined,
  });
  return (
    <ol className="grid max-w-xl list-decimal gap-5 ps-5 marker:text-faint">
      <li>
        <p>Scan this with your authenticator app, or type the key into it.</p>
        <div className="mt-2 grid gap-3">
          <QrCode text={setup.uri} label="QR code of the key" />
          <CodeBlock text={setup.secret} label="Key" />
          <p className="text-sm">
            <a href={setup.uri} className="link">
              Open in the app on this device
            </a>
          </p>
        </div>
      </li>
      <li>
        <p className="mb-2">Type the six digits that the app shows for Armature.</p>
        <ShortForm form={form} action="Turn on" beside={<Button onClick={onCancel}>Cancel</Button>}>
          <Field label="Code" error={form.error('code')}>
            {(control) => <CodeInput {...control} {...form.text('code')} />}
          </Field>
        </ShortForm>
      </li>
    </ol>
  );
}
