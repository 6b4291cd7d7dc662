// Where messages go: a card each, and what else can be connected.
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { destinationsQuery } from '../api/alerts.ts';
import type { TypedKind } from '../api/alerts.ts';
import { Button } from './button.tsx';
import { DestinationCard } from './destination-card.tsx';
import { DestinationDialog } from './destination-dialog.tsx';
import { Part } from './part.tsx';
import { ShownOnce } from './shown-once.tsx';
import { CardsSkeleton } from './skeleton.tsx';
import { useConnectSlack } from './use-destination-connect.ts';
import { useFeatures } from './use-features.ts';

interface DestinationCardsProps {
  readonly org: string;
  /** Destinations are for admins; others see where messages go. */
  readonly canManage: boolean;
}

/** A signing secret that was just made: shown once. */
interface MadeSecret {
  readonly name: string;
  readonly secret: string;
}

export function DestinationCards({ org, canManage }: DestinationCardsProps) {
  const destinations = useQuery(destinationsQuery(org));
  const [adding, setAdding] = useState<TypedKind | undefined>();
  const [made, setMade] = useState<MadeSecret | undefined>();
  return (
    <section aria-labelledby="destinations" className="mb-6">
      <div className="mb-2 flex flex-wrap items-center gap-x-3 gap-y-2">
        <h2 id="destinations" className="text-base font-semibold">
          Destinations
        </h2>
        {canManage && <AddButtons org={org} onAdd={setAdding} />}
      </div>
      {made !== undefined && (
        <ShownOnce title={`Signing secret of ${made.name}`} label="Signing secret" text={made.secret} onClose={() => setMade(undefined)}>
          Your receiver checks the header webhook-signature with it. Copy it now: it is not shown again.
        </ShownOnce>
      )}
      <Part name="destinations" query={destinations} skeleton={<CardsSkeleton />}>
        {({ rows }) => (
          <ul className="grid gap-3 md:grid-cols-2 xl:grid-cols-3">
            {rows.map((destination) => (
              <DestinationCard
                key={destination.id}
                org={org}
                destination={destination}
                canManage={canManage}
                onSecret={(secret) => setMade({ name: destination.name, secret })}
              />
            ))}
          </ul>
        )}
      </Part>
      {adding !== undefined && (
        <DestinationDialog
          org={org}
          kind={adding}
          destination={null}
          onClose={() => setAdding(undefined)}
          onSaved={({ name, secret }) => secret !== undefined && setMade({ name, secret })}
        />
      )}
    </section>
  );
}

interface AddButtonsProps {
  readonly org: string;
  readonly onAdd: (kind: TypedKind) => void;
}

function AddButtons({ org, onAdd }: AddButtonsProps) {
  const { slack } = useFeatures();
  const connect = useConnectSlack(org);
  return (
    <>
      <div className="ms-auto flex flex-wrap gap-2 max-md:ms-0">
        {slack && (
          <Button isBusy={connect.isPending} onClick={() => connect.mutate(undefined)}>
            Connect Slack
          </Button>
        )}
        <Button onClick={() => onAdd('slack_webhook')}>Add Slack webhook</Button>
        <Button onClick={() => onAdd('webhook')}>Add webhook</Button>
      </div>
      {!slack && (
        <p className="basis-full text-sm text-muted">
          Connect Slack needs a Slack app of this instance: its operator sets <code className="data">SLACK_CLIENT_ID</code> and{' '}
          <code className="data">SLACK_CLIENT_SECRET</code>. Without it, an incoming webhook of your workspace does the same for one
          channel.
        </p>
      )}
    </>
  );
}
