// Field differences: what stood there, what stands there now.
import type { FieldDiff } from '../api/workflows.ts';
import { prettyJson } from '../text/json-text.ts';
import { FindingText } from './finding-text.tsx';

const WORDS: Readonly<Record<FieldDiff['op'], string>> = { add: 'added', remove: 'removed', replace: 'changed', move: 'moved' };

export function DiffList({ diff }: { readonly diff: readonly FieldDiff[] }) {
  if (diff.length === 0) return <p className="text-sm text-muted">No field differs.</p>;
  return (
    <ul className="grid gap-3">
      {diff.map((entry) => (
        <li key={`${entry.op}:${entry.path}`} className="min-w-0">
          <p className="text-sm">
            <span className="data break-all">
              <FindingText text={entry.path} />
            </span>{' '}
            <span className="text-faint">{WORDS[entry.op]}</span>
          </p>
          <div className="mt-1 overflow-hidden rounded-md border border-line font-mono text-xs leading-5">
            {entry.op !== 'add' && <Side sign="−" value={entry.before} look="bg-fail-wash" />}
            {entry.op !== 'remove' && <Side sign="+" value={entry.after} look="bg-pass-wash" />}
          </div>
        </li>
      ))}
    </ul>
  );
}

function Side({ sign, value, look }: { readonly sign: string; readonly value: unknown; readonly look: string }) {
  return (
    <div className={`flex gap-2 px-2.5 py-1 ${look}`}>
      <span aria-label={sign === '+' ? 'after' : 'before'}>{sign}</span>
      <pre className="min-w-0 flex-1 overflow-x-auto break-words whitespace-pre-wrap">
        <FindingText text={typeof value === 'string' ? value : prettyJson(value)} />
      </pre>
    </div>
  );
}
