// A catalog: tools first, then resources, templates and prompts as far as there are any.
import { useState } from 'react';
import type { Catalog } from '../api/servers.ts';
import { isJsonObject } from '../text/json-text.ts';
import { plural } from '../text/amounts.ts';
import { EmptyState } from './empty-state.tsx';
import { Panel } from './panel.tsx';
import { SearchBox } from './search-box.tsx';
import { ToolEntry } from './tool-entry.tsx';

/** Some servers offer hundreds of tools; from here on those outside the window are not laid out. */
const LONG_CATALOG = 100;

interface CatalogViewProps {
  readonly catalog: Catalog;
  /** Where a workflow for a tool is begun; left out for those who may not. */
  readonly draftTo?: ((tool: string) => string) | undefined;
}

export function CatalogView({ catalog, draftTo }: CatalogViewProps) {
  const [search, setSearch] = useState('');
  const wanted = search.toLowerCase();
  const tools = catalog.tools.filter((tool) => `${tool.name} ${tool.description ?? ''}`.toLowerCase().includes(wanted));
  const active = catalog.tools.filter((tool) => tool.active).length;
  return (
    <div className="grid gap-5">
      <Panel
        title="Tools"
        hint={plural(active, 'tool')}
        flush
        actions={catalog.tools.length > 5 ? <SearchBox label="Search tools" value={search} onSearch={setSearch} /> : undefined}
      >
        <div className={tools.length > LONG_CATALOG ? 'light-rows' : undefined}>
          {tools.map((tool) => (
            <ToolEntry key={tool.name} tool={tool} draftTo={draftTo?.(tool.name)} />
          ))}
        </div>
        {tools.length === 0 && <EmptyState title="No tool matches">Nothing in name or description contains “{search}”.</EmptyState>}
      </Panel>
      <ResourceList title="Resources" rows={catalog.resources} />
      <ResourceList title="Resource templates" rows={catalog.resourceTemplates} />
      <PromptList prompts={catalog.prompts} />
    </div>
  );
}

type Entry = Readonly<Record<string, unknown>>;

/** Servers fill these fields as they like; what is no text is not shown. */
const text = (entry: Entry, name: string): string | undefined =>
  typeof entry[name] === 'string' && entry[name] !== '' ? entry[name] : undefined;

function ResourceList({ title, rows }: { readonly title: string; readonly rows: readonly Entry[] }) {
  if (rows.length === 0) return null;
  return (
    <Panel title={title} hint={rows.length} flush>
      <ul className="divide-y divide-line">
        {rows.map((row, index) => (
          <li key={`${index}:${text(row, 'name') ?? ''}`} className="px-4 py-2">
            <p className="text-sm font-medium">{text(row, 'title') ?? text(row, 'name')}</p>
            <p className="data text-xs break-all text-muted">
              {text(row, 'uri') ?? text(row, 'uriTemplate')}{' '}
              {text(row, 'mimeType') !== undefined && <span className="text-faint">· {text(row, 'mimeType')}</span>}
            </p>
            {text(row, 'description') !== undefined && <p className="text-sm text-muted">{text(row, 'description')}</p>}
          </li>
        ))}
      </ul>
    </Panel>
  );
}

function PromptList({ prompts }: { readonly prompts: readonly Entry[] }) {
  if (prompts.length === 0) return null;
  return (
    <Panel title="Prompts" hint={prompts.length} flush>
      <ul className="divide-y divide-line">
        {prompts.map((prompt, index) => (
          <li key={`${index}:${text(prompt, 'name') ?? ''}`} className="px-4 py-2">
            <p className="data font-medium">
              {text(prompt, 'name')}
              <span className="font-normal text-faint">{argumentsOf(prompt)}</span>
            </p>
            {text(prompt, 'description') !== undefined && <p className="text-sm text-muted">{text(prompt, 'description')}</p>}
          </li>
        ))}
      </ul>
    </Panel>
  );
}

/** `(orderId, tone?)` */
function argumentsOf(prompt: Entry): string {
  const found = Array.isArray(prompt['arguments']) ? prompt['arguments'].filter(isJsonObject) : [];
  return found.length === 0
    ? ''
    : `(${found.map((argument) => `${text(argument, 'name') ?? ''}${argument['required'] === true ? '' : '?'}`).join(', ')})`;
}
