// API docs of a source in mode tools: what is active, and uploading another document in its place.
import { useState } from 'react';
import { FileUp } from 'lucide-react';
import type { Source } from '../api/sources.ts';
import { plural } from '../text/amounts.ts';
import { Badge } from './badge.tsx';
import { Button } from './button.tsx';
import { Panel } from './panel.tsx';
import { TimeAgo } from './time-ago.tsx';
import { UploadDialog } from './upload-dialog.tsx';
import { Warnings } from './upload-outcome.tsx';
import { usePage } from './use-page.ts';

export function SourceDocsCard({ org, source }: { readonly org: string; readonly source: Source }) {
  const { may } = usePage();
  const [isUploading, setUploading] = useState(false);
  const { docs } = source;
  const canUpload = may('editor');
  return (
    <Panel
      title="API docs"
      actions={
        canUpload ? (
          <Button icon={<FileUp size={14} aria-hidden="true" />} onClick={() => setUploading(true)}>
            {docs === null ? 'Upload' : 'Upload again'}
          </Button>
        ) : undefined
      }
    >
      {docs === null ? (
        <p className="text-sm text-muted">
          No document yet. {canUpload ? 'Upload the OpenAPI document of your API; each operation becomes a tool.' : 'An editor uploads it.'}
        </p>
      ) : (
        <div className="grid gap-3">
          <p className="flex flex-wrap items-baseline gap-x-3 gap-y-1">
            <Badge tone={docs.toolCount === 0 ? 'fail' : 'pass'}>{plural(docs.toolCount, 'tool')}</Badge>
            <span className="text-sm text-muted">
              uploaded <TimeAgo at={docs.uploadedAt} />
            </span>
          </p>
          {docs.toolCount === 0 && <p className="text-sm">Agents get nothing of this document; the warnings say why.</p>}
          {docs.warnings.length > 0 && <Warnings warnings={docs.warnings} />}
        </div>
      )}
      {isUploading && <UploadDialog org={org} source={source} onClose={() => setUploading(false)} />}
    </Panel>
  );
}
