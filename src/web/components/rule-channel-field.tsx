// The public channel of a Slack workspace, by search.
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { slackChannelsQuery } from '../api/alerts.ts';
import { messageOf } from '../api/error.ts';
import { Button } from './button.tsx';
import { FieldError } from './field.tsx';
import { RulePickList } from './rule-pick-list.tsx';
import { useDelayed } from './use-delayed.ts';

interface RuleChannelFieldProps {
  readonly org: string;
  readonly destinationId: string;
  readonly channel: string;
  readonly error: string | undefined;
  readonly onChange: (channel: string) => void;
}

const PAUSE_MS = 300;

export function RuleChannelField({ org, destinationId, channel, error, onChange }: RuleChannelFieldProps) {
  const [search, setSearch] = useState('');
  const [name, setName] = useState<string | undefined>();
  const channels = useQuery(slackChannelsQuery(org, destinationId, useDelayed(search, PAUSE_MS)));
  // The name of a stored channel is found by its id.
  const stored = useQuery({ ...slackChannelsQuery(org, destinationId, channel), enabled: channel !== '' && name === undefined });
  if (channels.error !== null && channels.data === undefined)
    return (
      <div className="grid justify-items-start gap-2">
        <FieldError>The channels could not be read: {messageOf(channels.error)}</FieldError>
        <Button onClick={() => void channels.refetch()}>Retry</Button>
      </div>
    );
  const known = name ?? stored.data?.rows.find(({ id }) => id === channel)?.name;
  return (
    <RulePickList
      label="Channel"
      chosen={channel === '' ? undefined : { id: channel, name: known === undefined ? channel : `#${known}` }}
      search={search}
      onSearch={setSearch}
      rows={channels.data?.rows.map((row) => ({ id: row.id, name: `#${row.name}` }))}
      error={error}
      onPick={(row) => {
        setName(row.name.slice(1));
        onChange(row.id);
      }}
      foot={channels.data?.hasMore === true ? 'There are more: search for the channel.' : 'Public channels; the bot need not be invited.'}
    />
  );
}
