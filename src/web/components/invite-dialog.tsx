// Invites somebody: by e-mail, or as a link to hand over.
import { Tabs } from '@base-ui/react/tabs';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { invitationsQuery, invite } from '../api/members.ts';
import type { GivenRole, SentInvitation } from '../api/members.ts';
import { Button } from './button.tsx';
import { Dialog } from './dialog.tsx';
import { Field, FieldError } from './field.tsx';
import { saveFailure } from './form-errors.ts';
import { TextInput } from './inputs.tsx';
import { RoleField } from './role-field.tsx';
import { TAB, TAB_LIST } from './tab-looks.ts';

type Way = 'email' | 'link';

interface InviteDialogProps {
  readonly org: string;
  readonly onClose: () => void;
  readonly onInvited: (sent: SentInvitation) => void;
}

export function InviteDialog({ org, onClose, onInvited }: InviteDialogProps) {
  const queries = useQueryClient();
  const [way, setWay] = useState<Way>('email');
  const [email, setEmail] = useState('');
  const [role, setRole] = useState<GivenRole>('viewer');
  const send = useMutation({
    mutationFn: () => invite(org, { role, ...(way === 'email' ? { email: email.trim() } : {}) }),
    onSuccess: async (sent) => {
      await queries.invalidateQueries({ queryKey: invitationsQuery(org).queryKey });
      onInvited(sent);
    },
  });
  const failure = send.error === null ? undefined : saveFailure(send.error);
  const isReady = way === 'link' || /^\S+@\S+$/.test(email.trim());
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title="Invite"
      lead="An invitation works once, for seven days."
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button look="primary" isBusy={send.isPending} disabled={!isReady} onClick={() => send.mutate()}>
            {way === 'email' ? 'Send invitation' : 'Make link'}
          </Button>
        </>
      }
    >
      <form
        className="grid gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          if (isReady) send.mutate();
        }}
      >
        <Tabs.Root
          value={way}
          onValueChange={(next: Way) => {
            setWay(next);
            send.reset();
          }}
        >
          <Tabs.List aria-label="How to invite" className={TAB_LIST}>
            <Tabs.Tab value="email" className={TAB}>
              By e-mail
            </Tabs.Tab>
            <Tabs.Tab value="link" className={TAB}>
              As a link
            </Tabs.Tab>
          </Tabs.List>
          <Tabs.Panel value="email" className="mt-3">
            <Field label="E-mail" error={failure?.errors['email']} hint="Only whoever owns this address can accept.">
              {(control) => (
                <TextInput
                  {...control}
                  type="email"
                  maxLength={254}
                  value={email}
                  onChange={(event) => {
                    setEmail(event.target.value);
                    send.reset();
                  }}
                />
              )}
            </Field>
          </Tabs.Panel>
          <Tabs.Panel value="link" className="mt-3 text-sm text-muted">
            Whoever has the link can accept, once. Hand it over where only the right person reads it.
          </Tabs.Panel>
        </Tabs.Root>
        <RoleField role={role} error={failure?.errors['role']} onChange={setRole} />
        {failure?.message !== undefined && <FieldError>{failure.message}</FieldError>}
      </form>
    </Dialog>
  );
}
