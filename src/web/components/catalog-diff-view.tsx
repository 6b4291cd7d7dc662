// What changed between two catalogs in words: entries removed, added and changed, each change with its class.
import type { ReactNode } from 'react';
import type { CatalogChange, CatalogDiff, ChangeClass } from '../api/servers.ts';
import { changeVerb, entryKindWord, listedIn, placeWords } from '../text/change-words.ts';
import { CHANGE_WORDS } from '../text/tone.ts';
import { Badge } from './badge.tsx';
import { FindingText } from './finding-text.tsx';
import { Tag } from './tag.tsx';

type Entry = CatalogDiff['added'][number];
type ChangedEntry = CatalogDiff['changed'][number];

export function CatalogDiffView({ diff }: { readonly diff: CatalogDiff }) {
  const { added, removed, changed } = diff;
  if (added.length + removed.length + changed.length === 0) return <p className="text-sm text-muted">Nothing in the catalog differs.</p>;
  return (
    <div className="grid gap-4">
      <Group title="Removed" count={removed.length}>
        {removed.map((entry) => (
          <EntryRow key={`${entry.kind}:${entry.name}`} sign="−" entry={entry} />
        ))}
      </Group>
      <Group title="Added" count={added.length}>
        {added.map((entry) => (
          <EntryRow key={`${entry.kind}:${entry.name}`} sign="+" entry={entry} />
        ))}
      </Group>
      <Group title="Changed" count={changed.length}>
        {changed.map((entry) => (
          <ChangedRow key={`${entry.kind}:${entry.name}`} entry={entry} />
        ))}
      </Group>
    </div>
  );
}

interface GroupProps {
  readonly title: string;
  readonly count: number;
  readonly children: ReactNode;
}

function Group({ title, count, children }: GroupProps) {
  if (count === 0) return null;
  return (
    <div>
      <p className="eyebrow">
        {title} · {count}
      </p>
      <ul className="divide-y divide-line">{children}</ul>
    </div>
  );
}

const EntryName = ({ kind, name }: { readonly kind: string; readonly name: string }) => (
  <>
    <span className="text-faint">{entryKindWord(kind)}</span>{' '}
    <span className="data font-medium break-all">
      <FindingText text={name} />
    </span>
  </>
);

function EntryRow({ sign, entry }: { readonly sign: string; readonly entry: Entry }) {
  return (
    <li className="flex flex-wrap items-baseline gap-x-3 gap-y-1 py-2 text-sm">
      <span aria-hidden="true" className="data w-3 text-faint">
        {sign}
      </span>
      <span className="min-w-0 flex-1 basis-48">
        <EntryName kind={entry.kind} name={entry.name} />
        {entry.hint !== undefined && (
          <span className="text-muted">
            {' '}
            · <FindingText text={entry.hint} />
          </span>
        )}
      </span>
      <Marks isReview={entry.review === true} changeClass={entry.class} />
    </li>
  );
}

function ChangedRow({ entry }: { readonly entry: ChangedEntry }) {
  return (
    <li className="py-2">
      <p className="text-sm">
        <EntryName kind={entry.kind} name={entry.name} />
      </p>
      <ul className="mt-1.5 grid gap-2.5 border-s-2 border-line ps-3">
        {entry.changes.map((change, index) => (
          <Change key={`${change.path}:${index}`} change={change} />
        ))}
      </ul>
    </li>
  );
}

function Change({ change }: { readonly change: CatalogChange }) {
  return (
    <li className="min-w-0 text-sm">
      <div className="flex flex-wrap items-baseline gap-x-3 gap-y-1">
        <span className="min-w-0 flex-1 basis-48 break-words" title={change.path}>
          <FindingText text={placeWords(change)} /> <span className="text-faint">{changeVerb(change)}</span>
          {change.hint !== undefined && (
            <span className="text-muted">
              {' '}
              · <FindingText text={change.hint} />
            </span>
          )}
        </span>
        <Marks isReview={change.review === true} changeClass={change.class} />
      </div>
      {listedIn(change) === undefined && <BeforeAfter before={change.before} after={change.after} />}
    </li>
  );
}

function Marks({ isReview, changeClass }: { readonly isReview: boolean; readonly changeClass: ChangeClass }) {
  const { word, tone } = CHANGE_WORDS[changeClass];
  return (
    <span className="inline-flex flex-wrap items-baseline gap-x-2.5 gap-y-1">
      {isReview && (
        <Tag tone="warn" title="It changes what an agent is told, or what the tool may do: a person accepts it">
          needs review
        </Tag>
      )}
      <Badge tone={tone}>{word}</Badge>
    </span>
  );
}

const LONG_CHARS = 60;

/** Short values stand in one line, long texts under each other. */
function BeforeAfter({ before, after }: { readonly before: unknown; readonly after: unknown }) {
  const [was, is] = [before === undefined ? undefined : short(before), after === undefined ? undefined : short(after)];
  if (was === undefined && is === undefined) return null;
  if ((was ?? '').length + (is ?? '').length <= LONG_CHARS)
    return (
      <p className="data text-xs break-words text-muted">
        {was !== undefined && (
          <del className="decoration-fail-mark">
            <span className="sr-only">before </span>
            <FindingText text={was} />
          </del>
        )}
        {was !== undefined && is !== undefined && <span aria-hidden="true"> → </span>}
        {is !== undefined && (
          <ins className="text-ink no-underline">
            <span className="sr-only">after </span>
            <FindingText text={is} />
          </ins>
        )}
      </p>
    );
  return (
    <div className="mt-1 overflow-hidden rounded-md border border-line font-mono text-xs leading-5">
      {was !== undefined && <Side sign="−" word="before" text={was} look="bg-fail-wash" />}
      {is !== undefined && <Side sign="+" word="after" text={is} look="bg-pass-wash" />}
    </div>
  );
}

interface SideProps {
  readonly sign: string;
  readonly word: string;
  readonly text: string;
  readonly look: string;
}

function Side({ sign, word, text, look }: SideProps) {
  return (
    <div className={`flex gap-2 px-2.5 py-1 ${look}`}>
      <span aria-hidden="true">{sign}</span>
      <span className="sr-only">{word}</span>
      <span className="min-w-0 flex-1 break-words whitespace-pre-wrap">
        <FindingText text={text} />
      </span>
    </div>
  );
}

const SHOWN_CHARS = 2_000;

function short(value: unknown): string {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
  return text.length > SHOWN_CHARS ? `${text.slice(0, SHOWN_CHARS)}…` : text;
}
