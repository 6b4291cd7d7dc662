// Who the person is: the name others see, and the address that signs in.
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { accountQuery, updateAccount } from '../api/account.ts';
import type { Account } from '../api/account.ts';
import { authOptionsQuery, resendVerification } from '../api/auth.ts';
import { sessionQuery } from '../api/session.ts';
import { nameProblem } from '../text/account-rules.ts';
import { Badge } from './badge.tsx';
import { Field } from './field.tsx';
import { TextInput } from './inputs.tsx';
import { Panel } from './panel.tsx';
import { ShortForm } from './short-form.tsx';
import { toast } from './toaster.tsx';
import { useShortForm } from './use-short-form.ts';

export function AccountProfile({ account, isSingleUser }: { readonly account: Account; readonly isSingleUser: boolean }) {
  const queries = useQueryClient();
  const { user } = account;
  const form = useShortForm({
    start: { name: user.name },
    check: ({ name }) => ({ name: nameProblem(name) }),
    send: ({ name }) => updateAccount({ name: name.trim() }),
    onDone: async () => {
      toast.done('Your name is saved');
      await Promise.all([
        queries.invalidateQueries({ queryKey: accountQuery.queryKey }),
        queries.invalidateQueries({ queryKey: sessionQuery.queryKey }),
      ]);
    },
  });
  return (
    <Panel title="Profile">
      <ShortForm form={form} action="Save" label="Profile" isDisabled={form.draft.name.trim() === user.name}>
        <div className="grid gap-4 sm:grid-cols-2">
          <Field label="Name" error={form.error('name')}>
            {(control) => <TextInput {...control} {...form.text('name')} autoComplete="name" />}
          </Field>
          {!isSingleUser && (
            <Field label="E-mail" hint={<EmailState email={user.email} isVerified={user.emailVerified} />}>
              {(control) => <TextInput {...control} readOnly value={user.email} />}
            </Field>
          )}
        </div>
      </ShortForm>
    </Panel>
  );
}

function EmailState({ email, isVerified }: { readonly email: string; readonly isVerified: boolean }) {
  const mail = useQuery(authOptionsQuery).data?.mail;
  const resend = useMutation({
    mutationFn: () => resendVerification(email),
    onSuccess: () => toast.done('Sent', `Look in the inbox of ${email}.`),
    onError: (error) => toast.failed('Not sent', error),
  });
  if (isVerified) return <Badge tone="pass">Confirmed</Badge>;
  // nothing confirms an address where no mail is sent
  if (mail !== true) return null;
  return (
    <span className="flex flex-wrap items-center gap-x-3">
      <Badge tone="partial">Not confirmed</Badge>
      <button type="button" className="link text-sm" disabled={resend.isPending} onClick={() => resend.mutate()}>
        Send the link again
      </button>
    </span>
  );
}
