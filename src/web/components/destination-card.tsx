// One destination: its state, a test of it, and what an admin can do with it.
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { rotateSecret, testDestination } from '../api/alerts.ts';
import type { Destination, TestAddress } from '../api/alerts.ts';
import { paths } from '../api/paths.ts';
import { plural } from '../text/amounts.ts';
import { destinationWord, KIND_WORDS } from '../text/alert-words.ts';
import { ActionMenu } from './action-menu.tsx';
import { Badge } from './badge.tsx';
import { Button } from './button.tsx';
import { ConfirmDialog } from './confirm-dialog.tsx';
import { DestinationDialog } from './destination-dialog.tsx';
import { DestinationRemoval } from './destination-removal.tsx';
import { DestinationTestDialog } from './destination-test-dialog.tsx';
import { DestinationTestResult } from './destination-test-result.tsx';
import { PageLink } from './page-link.tsx';
import { toast } from './toaster.tsx';
import { useConnectSlack } from './use-destination-connect.ts';
import { useFeatures } from './use-features.ts';
import { useRefreshAlerts } from './use-rule-actions.ts';

interface DestinationCardProps {
  readonly org: string;
  readonly destination: Destination;
  readonly canManage: boolean;
  readonly onSecret: (secret: string) => void;
}

type Asked = 'edit' | 'test' | 'rotate' | 'remove';

export function DestinationCard({ org, destination, canManage, onSecret }: DestinationCardProps) {
  const { inbox } = useFeatures();
  const [asked, setAsked] = useState<Asked | undefined>();
  const close = (): void => setAsked(undefined);
  const refresh = useRefreshAlerts(org);
  const test = useMutation({
    mutationFn: (address: TestAddress) => testDestination(org, destination.id, address),
    onSettled: refresh,
  });
  const rotate = useMutation({
    mutationFn: () => rotateSecret(org, destination.id),
    onSuccess: ({ secret }) => onSecret(secret),
    onError: (error) => toast.failed('The secret is not rotated', error),
    onSettled: close,
  });
  const { kind, name } = destination;
  const { word, tone } = destinationWord(kind, destination.status, inbox);
  const where = destination.config.urlHint ?? destination.config.teamName;
  return (
    <li className="grid content-start gap-2 rounded-lg border border-line bg-surface p-3.5 shadow-raised">
      <div className="flex items-start gap-2">
        <div className="min-w-0 flex-1">
          <h3 className="font-semibold break-words">{name}</h3>
          <p className="text-xs text-muted">
            {KIND_WORDS[kind]}
            {where !== undefined && where !== name && <span className="data block truncate">{where}</span>}
          </p>
        </div>
        {canManage && <CardMenu destination={destination} onAsk={setAsked} />}
      </div>
      <p className="grid justify-items-start gap-0.5 text-sm">
        <Badge tone={tone}>{word}</Badge>
        {destination.statusDetail !== null && <span className="text-muted">{destination.statusDetail}</span>}
        {kind === 'email' && inbox && (
          <PageLink to={paths.inbox(org)} className="link">
            Open the local inbox
          </PageLink>
        )}
      </p>
      <div className="mt-auto flex flex-wrap items-center gap-2 border-t border-line pt-2.5">
        <span className="me-auto text-sm text-muted">{plural(destination.ruleCount, 'rule')}</span>
        {canManage && kind === 'slack_oauth' && <Reauthorize org={org} destination={destination} />}
        {canManage && (
          <Button isBusy={test.isPending} onClick={() => (kind === 'slack_oauth' || kind === 'email' ? setAsked('test') : test.mutate({}))}>
            Send test
          </Button>
        )}
      </div>
      <DestinationTestResult delivery={test.data} error={test.error} onClose={test.reset} />
      {asked === 'test' && (
        <DestinationTestDialog
          org={org}
          destination={destination}
          onClose={close}
          onSend={(address) => {
            close();
            test.mutate(address);
          }}
        />
      )}
      {asked === 'edit' && (kind === 'slack_webhook' || kind === 'webhook' || kind === 'slack_oauth') && (
        <DestinationDialog org={org} kind={kind} destination={destination} onClose={close} />
      )}
      {asked === 'remove' && <DestinationRemoval org={org} destination={destination} onClose={close} />}
      <ConfirmDialog
        isOpen={asked === 'rotate'}
        title={`Rotate the secret of ${name}?`}
        action="Rotate secret"
        isBusy={rotate.isPending}
        onConfirm={() => rotate.mutate()}
        onClose={close}
      >
        The old secret is not used again: your receiver refuses messages until it knows the new one.
      </ConfirmDialog>
    </li>
  );
}

interface CardMenuProps {
  readonly destination: Destination;
  readonly onAsk: (asked: Asked) => void;
}

/** E-mail is built in: there is nothing to change and nothing to delete. */
function CardMenu({ destination: { kind, name }, onAsk }: CardMenuProps) {
  if (kind === 'email') return null;
  return (
    <ActionMenu
      label={`Actions of ${name}`}
      look="quiet"
      actions={[
        { label: 'Edit', onSelect: () => onAsk('edit') },
        ...(kind === 'webhook' ? [{ label: 'Rotate secret', onSelect: () => onAsk('rotate') }] : []),
        { label: 'Delete', isDangerous: true, onSelect: () => onAsk('remove') },
      ]}
    />
  );
}

function Reauthorize({ org, destination: { id, status } }: { readonly org: string; readonly destination: Destination }) {
  const { slack } = useFeatures();
  const connect = useConnectSlack(org);
  if (!slack) return null;
  return (
    <Button look={status === 'needs_reauth' ? 'primary' : 'quiet'} isBusy={connect.isPending} onClick={() => connect.mutate(id)}>
      Reauthorize
    </Button>
  );
}
