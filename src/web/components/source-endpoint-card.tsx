// Where agents connect to a source in mode tools, with an entry for each client.
import type { Source } from '../api/sources.ts';
import { CopyField } from './copy-field.tsx';
import { Panel } from './panel.tsx';
import { SourceEntries } from './source-entries.tsx';

export function SourceEndpointCard({ org, source }: { readonly org: string; readonly source: Source }) {
  return (
    <Panel title="Endpoint" hint="Streamable HTTP">
      <div className="grid gap-4">
        <CopyField label="URL" text={source.endpointUrl} />
        <SourceEntries org={org} source={source} environment={undefined} />
      </div>
    </Panel>
  );
}
