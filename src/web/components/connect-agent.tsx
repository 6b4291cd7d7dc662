// Connect your agent: the entry for each client's configuration file, ready to copy, with a variable in the place of the key.
import { useQuery } from '@tanstack/react-query';
import { clientConfigsQuery } from '../api/client-configs.ts';
import { ClientEntries } from './client-entries.tsx';
import { Panel } from './panel.tsx';
import { Part } from './part.tsx';
import { RowsSkeleton } from './skeleton.tsx';

export function ConnectAgent({ org }: { readonly org: string }) {
  const configs = useQuery(clientConfigsQuery(org));
  return (
    <div className="mt-6">
      <Panel title="Connect your agent" hint="An agent with this entry and a key can find out why a run failed, and repair it.">
        <Part name="client entries" query={configs} skeleton={<RowsSkeleton rows={3} />}>
          {(data) => <ClientEntries configs={data} what="The key goes into" />}
        </Part>
      </Panel>
    </div>
  );
}
