// A link is on its way by mail: where to look, and another one if it does not come.
import { useMutation } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { resendVerification } from '../api/auth.ts';
import { Button } from './button.tsx';
import { EntryFrame } from './entry-frame.tsx';
import { toast } from './toaster.tsx';

interface CheckInboxProps {
  readonly email: string;
  readonly foot?: ReactNode;
}

export function CheckInbox({ email, foot }: CheckInboxProps) {
  const resend = useMutation({
    mutationFn: () => resendVerification(email),
    onSuccess: () => toast.done('Sent again', `Look in the inbox of ${email}.`),
    onError: (error) => toast.failed('Not sent', error),
  });
  return (
    <EntryFrame
      title="Check your inbox"
      lead={
        <>
          We have sent a link to <strong className="font-medium text-ink">{email}</strong>. Open it to confirm that the address is yours; it
          works once and for 24 hours.
        </>
      }
      foot={foot}
    >
      <div className="flex flex-wrap items-center gap-3">
        <Button isBusy={resend.isPending} onClick={() => resend.mutate()}>
          Send it again
        </Button>
        <span className="text-sm text-faint">Not there? Look in the spam folder first.</span>
      </div>
    </EntryFrame>
  );
}
