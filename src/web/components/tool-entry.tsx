// One tool of a catalog: name, what it does, its annotations; schemas when opened.
import { ChevronRight } from 'lucide-react';
import type { Tool } from '../api/servers.ts';
import { ButtonLink } from './button.tsx';
import { SchemaTable } from './schema-table.tsx';
import { Tag } from './tag.tsx';

export function ToolEntry({
  tool,
  draftTo,
}: {
  readonly tool: Tool;
  /** Where a workflow for this tool is begun. */ readonly draftTo?: string | undefined;
}) {
  return (
    <details className="group/tool border-b border-line last:border-b-0">
      <summary className="grid list-none grid-cols-[1rem_1fr] gap-x-2 px-4 py-2.5 hover:bg-hover [&::-webkit-details-marker]:hidden">
        <ChevronRight size={14} aria-hidden="true" className="mt-1 text-faint transition-transform group-open/tool:rotate-90" />
        <span className="min-w-0">
          <span className="flex flex-wrap items-center gap-x-2 gap-y-1">
            <span className="data font-medium break-all">{tool.name}</span>
            <Annotations tool={tool} />
          </span>
          <span className="line-clamp-2 text-sm text-muted group-open/tool:line-clamp-none">
            {tool.description ?? tool.title ?? 'No description.'}
          </span>
        </span>
      </summary>
      <div className="grid gap-4 px-4 pt-1 pb-4 sm:ps-10">
        <SchemaTable schema={tool.inputSchema} label="Input" />
        {tool.outputSchema !== undefined && <SchemaTable schema={tool.outputSchema} label="Output" />}
        {draftTo !== undefined && tool.active && (
          <div>
            <ButtonLink to={draftTo}>New workflow from this tool</ButtonLink>
          </div>
        )}
      </div>
    </details>
  );
}

function Annotations({ tool }: { readonly tool: Tool }) {
  const hints = tool.annotations ?? {};
  return (
    <>
      {!tool.active && <Tag tone="warn">gone</Tag>}
      {hints['readOnlyHint'] === true && <Tag title="readOnlyHint: changes nothing">read-only</Tag>}
      {hints['destructiveHint'] === true && (
        <Tag tone="danger" title="destructiveHint: may destroy data; blocked unless a policy allows it">
          destructive
        </Tag>
      )}
      {hints['idempotentHint'] === true && <Tag title="idempotentHint: repeating it changes nothing more">idempotent</Tag>}
      {hints['openWorldHint'] === true && <Tag title="openWorldHint: reaches outside systems">open world</Tag>}
    </>
  );
}
