// What changed between two catalogs, each change with its class.
import type { CatalogChange, CatalogDiff, ChangeClass } from '../api/servers.ts';
import { CHANGE_WORDS } from '../text/tone.ts';
import { Badge } from './badge.tsx';

export function CatalogDiffView({ diff }: { readonly diff: CatalogDiff }) {
  const isSame = diff.added.length + diff.removed.length + diff.changed.length === 0;
  if (isSame) return <p className="text-sm text-muted">Nothing in the catalog differs.</p>;
  return (
    <ul className="divide-y divide-line">
      {diff.removed.map((entry) => (
        <Entry
          key={`-${entry.kind}${entry.name}`}
          sign="−"
          word="removed"
          kind={entry.kind}
          name={entry.name}
          changeClass={entry.class}
          hint={entry.hint}
        />
      ))}
      {diff.added.map((entry) => (
        <Entry key={`+${entry.kind}${entry.name}`} sign="+" word="added" kind={entry.kind} name={entry.name} changeClass={entry.class} />
      ))}
      {diff.changed.map((entry) => (
        <li key={`~${entry.kind}${entry.name}`} className="py-2.5">
          <p className="text-sm">
            <span className="text-faint">{entry.kind.replace('_', ' ')}</span>{' '}
            <span className="data font-medium break-all">{entry.name}</span> <span className="text-faint">changed</span>
          </p>
          <ul className="mt-1 grid gap-2 border-s-2 border-line ps-3">
            {entry.changes.map((change) => (
              <Change key={change.path} change={change} />
            ))}
          </ul>
        </li>
      ))}
    </ul>
  );
}

interface EntryProps {
  readonly sign: string;
  readonly word: string;
  readonly kind: string;
  readonly name: string;
  readonly changeClass: ChangeClass;
  readonly hint?: string | undefined;
}

function Entry({ sign, word, kind, name, changeClass, hint }: EntryProps) {
  const { word: label, tone } = CHANGE_WORDS[changeClass];
  return (
    <li className="flex flex-wrap items-baseline gap-x-3 gap-y-1 py-2.5 text-sm">
      <span className="data w-3 text-faint">{sign}</span>
      <span className="min-w-0 flex-1">
        <span className="text-faint">{kind.replace('_', ' ')}</span> <span className="data font-medium break-all">{name}</span>{' '}
        <span className="text-faint">{word}</span>
        {hint !== undefined && <span className="text-muted"> · {hint}</span>}
      </span>
      <Badge tone={tone}>{label}</Badge>
    </li>
  );
}

function Change({ change }: { readonly change: CatalogChange }) {
  const { word, tone } = CHANGE_WORDS[change.class];
  return (
    <li className="text-sm">
      <p className="flex flex-wrap items-baseline gap-x-3">
        <span className="data min-w-0 flex-1 break-all">{change.path}</span>
        <Badge tone={tone}>{word}</Badge>
      </p>
      <p className="data text-xs break-words text-muted">
        {change.before !== undefined && <del className="decoration-fail-mark">{short(change.before)}</del>}
        {change.before !== undefined && change.after !== undefined && ' → '}
        {change.after !== undefined && <ins className="no-underline">{short(change.after)}</ins>}
        {change.hint !== undefined && <span className="text-faint"> · {change.hint}</span>}
      </p>
    </li>
  );
}

const SHOWN_CHARS = 300;

function short(value: unknown): string {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
  return text.length > SHOWN_CHARS ? `${text.slice(0, SHOWN_CHARS)}…` : text;
}
