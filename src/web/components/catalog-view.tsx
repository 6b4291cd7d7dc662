// A catalog: tools first, then resources, templates and prompts as far as there are any.
import { useState } from 'react';
import type { Catalog, Prompt, Resource } from '../api/servers.ts';
import { plural } from '../text/amounts.ts';
import { EmptyState } from './empty-state.tsx';
import { Panel } from './panel.tsx';
import { SearchBox } from './search-box.tsx';
import { ToolEntry } from './tool-entry.tsx';

interface CatalogViewProps {
  readonly catalog: Catalog;
  /** Where a workflow for a tool is begun; left out for those who may not. */
  readonly draftTo?: ((tool: string) => string) | undefined;
}

export function CatalogView({ catalog, draftTo }: CatalogViewProps) {
  const [text, setText] = useState('');
  const wanted = text.toLowerCase();
  const tools = catalog.tools.filter((tool) => `${tool.name} ${tool.description ?? ''}`.toLowerCase().includes(wanted));
  const active = catalog.tools.filter((tool) => tool.active !== false).length;
  return (
    <div className="grid gap-5">
      <Panel
        title="Tools"
        hint={plural(active, 'tool')}
        flush
        actions={catalog.tools.length > 5 ? <SearchBox label="Search tools" value={text} onSearch={setText} /> : undefined}
      >
        {tools.map((tool) => (
          <ToolEntry key={tool.name} tool={tool} draftTo={draftTo?.(tool.name)} />
        ))}
        {tools.length === 0 && <EmptyState title="No tool matches">Nothing in name or description contains “{text}”.</EmptyState>}
      </Panel>
      <ResourceList title="Resources" rows={catalog.resources} />
      <ResourceList title="Resource templates" rows={catalog.resourceTemplates} />
      <PromptList prompts={catalog.prompts} />
    </div>
  );
}

function ResourceList({ title, rows }: { readonly title: string; readonly rows: readonly Resource[] }) {
  if (rows.length === 0) return null;
  return (
    <Panel title={title} hint={rows.length} flush>
      <ul className="divide-y divide-line">
        {rows.map((row) => (
          <li key={row.uri ?? row.uriTemplate ?? row.name} className="offscreen-light px-4 py-2">
            <p className="text-sm font-medium">{row.title ?? row.name}</p>
            <p className="data text-xs break-all text-muted">
              {row.uri ?? row.uriTemplate} {row.mimeType !== undefined && <span className="text-faint">· {row.mimeType}</span>}
            </p>
            {row.description !== undefined && <p className="text-sm text-muted">{row.description}</p>}
          </li>
        ))}
      </ul>
    </Panel>
  );
}

function PromptList({ prompts }: { readonly prompts: readonly Prompt[] }) {
  if (prompts.length === 0) return null;
  return (
    <Panel title="Prompts" hint={prompts.length} flush>
      <ul className="divide-y divide-line">
        {prompts.map((prompt) => (
          <li key={prompt.name} className="px-4 py-2">
            <p className="data font-medium">
              {prompt.name}
              {prompt.arguments !== undefined && prompt.arguments.length > 0 && (
                <span className="font-normal text-faint">({prompt.arguments.map(({ name, required }) => (required === true ? name : `${name}?`)).join(', ')})</span>
              )}
            </p>
            {prompt.description !== undefined && <p className="text-sm text-muted">{prompt.description}</p>}
          </li>
        ))}
      </ul>
    </Panel>
  );
}
