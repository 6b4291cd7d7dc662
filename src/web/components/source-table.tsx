// Sources as rows; cards on a narrow screen.
import { paths } from '../api/paths.ts';
import type { Source } from '../api/sources.ts';
import { count } from '../text/amounts.ts';
import { MODE_WORDS } from '../text/source-words.ts';
import { Copyable } from './copyable.tsx';
import { PageLink } from './page-link.tsx';
import { SourceStateBadge } from './source-state-badge.tsx';
import { Tag } from './tag.tsx';

interface SourceTableProps {
  readonly org: string;
  readonly sources: readonly Source[];
}

export function SourceTable({ org, sources }: SourceTableProps) {
  return (
    <table className="grid-table">
      <thead>
        <tr>
          <th scope="col">Name</th>
          <th scope="col">Mode</th>
          <th scope="col">State</th>
          <th scope="col">Endpoint</th>
          <th scope="col" className="text-end">
            Tools
          </th>
          <th scope="col" className="text-end">
            Calls 24h
          </th>
        </tr>
      </thead>
      <tbody>
        {sources.map((source) => (
          <SourceRow key={source.id} org={org} source={source} />
        ))}
      </tbody>
    </table>
  );
}

function SourceRow({ org, source }: { readonly org: string; readonly source: Source }) {
  const { name, slug, mode, endpointUrl } = source;
  return (
    <tr className="relative">
      <td className="lead md:max-w-64">
        <PageLink to={paths.source(org, slug)} className="font-medium break-words after:absolute after:inset-0">
          {name}
        </PageLink>
      </td>
      <td data-label="Mode">
        <Tag title={MODE_WORDS[mode].sentence}>{MODE_WORDS[mode].word.toLowerCase()}</Tag>
      </td>
      <td data-label="State" className="snug">
        <SourceStateBadge source={source} />
      </td>
      <td data-label="Endpoint" className="md:max-w-[30rem]">
        <Copyable text={endpointUrl} label={`the endpoint of ${name}`} isCut />
      </td>
      <td data-label="Tools" className="num">
        {count(toolsOf(source))}
      </td>
      <td data-label="Calls 24h" className="num">
        {count(source.calls24h)}
      </td>
    </tr>
  );
}

const CODE_TOOLS = 2;

/** What an agent is offered: nothing before there is a document. */
function toolsOf({ mode, docs, environments }: Source): number | null {
  if (mode === 'code') return environments.length === 0 ? null : CODE_TOOLS;
  return docs?.toolCount ?? null;
}
