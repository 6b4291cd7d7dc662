// Ready entries for the configuration of MCP clients, one tab a client; a variable stands where the credential goes.
import { Tabs } from '@base-ui/react/tabs';
import { useState } from 'react';
import type { ClientConfigs } from '../api/client-configs.ts';
import { CodeBlock } from './code-block.tsx';
import { TAB, TAB_LIST } from './tab-looks.ts';

interface ClientEntriesProps {
  readonly configs: ClientConfigs;
  /** Before the names of the variables: `The key goes into`. */
  readonly what: string;
}

export function ClientEntries({ configs: { entries, variables }, what }: ClientEntriesProps) {
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
            In <code className="data break-all text-ink">{file}</code>. {what}{' '}
            <code className="data break-all text-ink">{variables.join(', ')}</code>. {hint}
          </p>
          <CodeBlock text={text} label={`Entry for ${title}`} />
        </Tabs.Panel>
      ))}
    </Tabs.Root>
  );
}
