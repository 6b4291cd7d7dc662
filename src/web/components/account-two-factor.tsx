// Two-factor sign-in: off, being set up, or on with backup codes that can be renewed.
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { accountQuery, beginTwoFactor, disableTwoFactor, renewBackupCodes } from '../api/account.ts';
import type { Account, TwoFactorSetup as Setup } from '../api/account.ts';
import { sessionQuery } from '../api/session.ts';
import { BackupCodes } from './backup-codes.tsx';
import { Badge } from './badge.tsx';
import { Button } from './button.tsx';
import { Panel } from './panel.tsx';
import { PasswordCheck } from './password-check.tsx';
import { toast } from './toaster.tsx';
import { TwoFactorSetup } from './two-factor-setup.tsx';

/** What the panel asks or shows now. */
type Step =
  | { readonly is: 'rest' }
  | { readonly is: 'asking'; readonly why: 'begin' | 'renew' | 'disable' }
  | { readonly is: 'setup'; readonly setup: Setup }
  | { readonly is: 'codes'; readonly codes: readonly string[] };

const REST: Step = { is: 'rest' };

export function AccountTwoFactor({ account }: { readonly account: Account }) {
  const queries = useQueryClient();
  const [step, setStep] = useState<Step>(REST);
  const isOn = account.user.twoFactorEnabled;
  const reload = async (): Promise<void> => {
    await Promise.all([
      queries.invalidateQueries({ queryKey: accountQuery.queryKey }),
      queries.invalidateQueries({ queryKey: sessionQuery.queryKey }),
    ]);
  };
  const rest = (): void => setStep(REST);
  const body = useFocusOnChange(step);
  return (
    <Panel title="Two-factor sign-in" hint={<Badge tone={isOn ? 'pass' : 'idle'}>{isOn ? 'On' : 'Off'}</Badge>}>
      <div ref={body} tabIndex={-1} className="outline-none">
        {step.is === 'rest' && <Choices account={account} onAsk={(why) => setStep({ is: 'asking', why })} />}
        {step.is === 'asking' && step.why === 'begin' && (
          <PasswordCheck action="Continue" send={beginTwoFactor} onDone={(setup) => setStep({ is: 'setup', setup })} onCancel={rest} />
        )}
        {step.is === 'asking' && step.why === 'renew' && (
          <PasswordCheck
            lead="The old backup codes stop working."
            action="Make new codes"
            send={renewBackupCodes}
            onDone={({ backupCodes }) => setStep({ is: 'codes', codes: backupCodes })}
            onCancel={rest}
          />
        )}
        {step.is === 'asking' && step.why === 'disable' && (
          <PasswordCheck
            lead="After this, your password alone signs you in."
            action="Turn off"
            look="danger"
            send={disableTwoFactor}
            onDone={async () => {
              rest();
              toast.done('Two-factor is off');
              await reload();
            }}
            onCancel={rest}
          />
        )}
        {step.is === 'setup' && (
          <TwoFactorSetup
            setup={step.setup}
            onConfirmed={async () => {
              setStep({ is: 'codes', codes: step.setup.backupCodes });
              await reload();
            }}
            onCancel={rest}
          />
        )}
        {step.is === 'codes' && <BackupCodes codes={step.codes} onStored={rest} />}
      </div>
    </Panel>
  );
}

interface ChoicesProps {
  readonly account: Account;
  readonly onAsk: (why: 'begin' | 'renew' | 'disable') => void;
}

function Choices({ account, onAsk }: ChoicesProps) {
  if (account.user.twoFactorEnabled) {
    return (
      <div className="flex flex-wrap items-center gap-x-4 gap-y-3">
        <p className="min-w-0 flex-1 basis-64 text-sm text-muted">
          Signing in asks for a code of your authenticator app after the password.
        </p>
        <div className="flex flex-wrap gap-2">
          <Button onClick={() => onAsk('renew')}>New backup codes</Button>
          <Button look="danger" onClick={() => onAsk('disable')}>
            Turn off
          </Button>
        </div>
      </div>
    );
  }
  return (
    <div className="flex flex-wrap items-center gap-x-4 gap-y-3">
      <p className="min-w-0 flex-1 basis-64 text-sm text-muted">
        {account.hasPassword
          ? 'A code of an authenticator app on top of the password: whoever learns the password alone cannot sign in.'
          : 'Set a password first: the code comes on top of it.'}
      </p>
      {account.hasPassword && <Button onClick={() => onAsk('begin')}>Set up two-factor</Button>}
    </div>
  );
}

/** The button that was pressed is gone with its step: the focus goes to the field that follows, or to the text. */
function useFocusOnChange(step: Step) {
  const body = useRef<HTMLDivElement>(null);
  const shown = useRef(step);
  useEffect(() => {
    if (shown.current === step) return;
    shown.current = step;
    const field = body.current?.querySelector('input');
    (field ?? body.current)?.focus();
  }, [step]);
  return body;
}
