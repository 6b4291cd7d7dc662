// Where a test message is to arrive, for the kinds that must be told: an e-mail address or a Slack channel.
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { Destination, TestAddress } from '../api/alerts.ts';
import { sessionQuery } from '../api/session.ts';
import { Button } from './button.tsx';
import { Dialog } from './dialog.tsx';
import { Field } from './field.tsx';
import { TextInput } from './inputs.tsx';
import { RuleChannelField } from './rule-channel-field.tsx';

interface DestinationTestDialogProps {
  readonly org: string;
  readonly destination: Destination;
  readonly onSend: (address: TestAddress) => void;
  readonly onClose: () => void;
}

export function DestinationTestDialog({ org, destination, onSend, onClose }: DestinationTestDialogProps) {
  const own = useQuery(sessionQuery).data?.user.email ?? '';
  const [recipientEmail, setRecipient] = useState(own);
  const [channel, setChannel] = useState('');
  const [error, setError] = useState<string | undefined>();
  const isEmail = destination.kind === 'email';
  const onSubmit = (): void => {
    if (isEmail && !/^\S+@\S+$/.test(recipientEmail.trim())) setError('must be one e-mail address');
    else if (!isEmail && channel === '') setError('must be chosen');
    else onSend(isEmail ? { recipientEmail: recipientEmail.trim() } : { channel });
  };
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={`Send a test to ${destination.name}`}
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button look="primary" onClick={onSubmit}>
            Send test
          </Button>
        </>
      }
    >
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          onSubmit();
        }}
      >
        {isEmail ? (
          <Field label="Recipient" error={error}>
            {(control) => (
              <TextInput
                {...control}
                type="email"
                maxLength={254}
                value={recipientEmail}
                onChange={(event) => setRecipient(event.target.value)}
              />
            )}
          </Field>
        ) : (
          <RuleChannelField org={org} destinationId={destination.id} channel={channel} error={error} onChange={setChannel} />
        )}
      </form>
    </Dialog>
  );
}
