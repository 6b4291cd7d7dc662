// How MCP clients are told of a source: an entry for each, fetched for its environment.
import { useQuery } from '@tanstack/react-query';
import { sourceClientConfigsQuery } from '../api/client-configs.ts';
import type { Source } from '../api/sources.ts';
import { ClientEntries } from './client-entries.tsx';
import { Part } from './part.tsx';
import { RowsSkeleton } from './skeleton.tsx';

interface SourceEntriesProps {
  readonly org: string;
  readonly source: Source;
  /** Undefined: the default one. */
  readonly environment: string | undefined;
}

export function SourceEntries({ org, source, environment }: SourceEntriesProps) {
  const configs = useQuery(sourceClientConfigsQuery(org, source, environment));
  return (
    <Part name="client entries" query={configs} skeleton={<RowsSkeleton rows={3} />}>
      {(data) => <ClientEntries configs={data} what={WHAT[source.mode]} />}
    </Part>
  );
}

const WHAT: Readonly<Record<Source['mode'], string>> = {
  tools: 'The caller’s own credential for your product goes into',
  code: 'An Armature API key goes into',
};
