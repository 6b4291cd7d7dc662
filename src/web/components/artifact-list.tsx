// Files that a run left: shown as text where they are text.
import type { Artifact } from '../api/runs.ts';
import { bytes } from '../text/amounts.ts';
import { CodeBlock } from './code-block.tsx';
import { Tag } from './tag.tsx';

export function ArtifactList({ artifacts }: { readonly artifacts: readonly Artifact[] }) {
  if (artifacts.length === 0) return <p className="p-4 text-sm text-muted">None.</p>;
  return (
    <ul className="divide-y divide-line">
      {artifacts.map((artifact) => (
        <li key={artifact.name} className="px-4 py-2.5">
          <details>
            <summary className="text-sm">
              <span className="font-medium">{artifact.name}</span> <Tag>{artifact.kind.replaceAll('_', ' ')}</Tag>{' '}
              <span className="text-faint">
                {artifact.mimeType} · {bytes(artifact.bytes)}
              </span>
            </summary>
            <div className="mt-2">
              {artifact.text === undefined ? (
                <p className="text-sm text-muted">Not text: read it through the API.</p>
              ) : (
                <CodeBlock text={artifact.text} label={artifact.name} />
              )}
            </div>
          </details>
        </li>
      ))}
    </ul>
  );
}
