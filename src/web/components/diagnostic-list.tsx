// What the compiler has to say of a document: where, and what to do.
import type { Diagnostic } from '../api/bundles.ts';
import { visibleText } from '../text/visible-text.ts';
import { CopyButton } from './copy-button.tsx';
import { useGrowingCount } from './use-growing-count.ts';
import { ToneMark } from './tone-mark.tsx';

interface DiagnosticListProps {
  readonly diagnostics: readonly Pick<Diagnostic, 'path' | 'message'>[];
  readonly tone: 'fail' | 'partial';
  readonly label: string;
}

/** A document of strangers may have thousands. */
export function DiagnosticList({ diagnostics, tone, label }: DiagnosticListProps) {
  const drawn = useGrowingCount(diagnostics.length, 0);
  return (
    <ul aria-label={label} tabIndex={0} className="max-h-80 divide-y divide-line overflow-y-auto rounded-md border border-line">
      {diagnostics.slice(0, drawn).map(({ path, message }, index) => (
        <li key={`${index}${path}`} className="group flex items-start gap-2.5 px-3 py-2 text-sm">
          <ToneMark tone={tone} className="mt-1" />
          <div className="min-w-0 flex-1">
            <p className="break-words">{visibleText(message)}</p>
            {path !== '' && <p className="data text-xs break-all text-muted">{visibleText(path)}</p>}
          </div>
          {path !== '' && <CopyButton text={path} label="Copy the path" />}
        </li>
      ))}
    </ul>
  );
}
