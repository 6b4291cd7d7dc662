// Connect your agent: the entry for each client's configuration file, ready to copy, with a variable in the place of the key.
import { Tabs } from '@base-ui/react/tabs';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { clientConfigsQuery } from '../api/client-configs.ts';
import type { ClientConfigs } from '../api/client-configs.ts';
import { CodeBlock } from './code-block.tsx';
import { Panel } from './panel.tsx';
import { Part } from './part.tsx';
import { RowsSkeleton } from './skeleton.tsx';
import { TAB, TAB_LIST } from './tab-looks.ts';

export function ConnectAgent({ org }: { readonly org: string }) {
  const configs = useQuery(clientConfigsQuery(org));
  return (
    <div className="mt-6">
      <Panel title="Connect your agent" hint="An agent with this entry and a key can find out why a run failed, and repair it.">
        <Part name="client entries" query={configs} skeleton={<RowsSkeleton rows={3} />}>
          {(data) => <Clients configs={data} />}
        </Part>
      </Panel>
    </div>
  );
}

function Clients({ configs: { entries, variables } }: { readonly configs: ClientConfigs }) {
  const clients = Object.entries(entries);
  const [chosen, choose] = useState(clients[0]?.[0] ?? '');
  return (
    <Tabs.Root value={chosen} onValueChange={(client: string) => choose(client)}>
      <Tabs.List aria-label="Client" className={TAB_LIST}>
        {clients.map(([client, { title }]) => (
          <Tabs.Tab key={client} value={client} className={TAB}>
            {title}
          </Tabs.Tab>
        ))}
      </Tabs.List>
      {clients.map(([client, { title, file, hint, text }]) => (
        <Tabs.Panel key={client} value={client} className="mt-3 grid gap-2">
          <p className="text-sm text-muted">
            In <code className="data break-all text-ink">{file}</code>. The key goes into {variables.join(', ')}. {hint}
          </p>
          <CodeBlock text={text} label={`Entry for ${title}`} />
        </Tabs.Panel>
      ))}
    </Tabs.Root>
  );
}
