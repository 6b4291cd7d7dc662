// Fields that could be changed: from what, to what, because of what.
import type { Remediation } from '../api/diagnosis.ts';
import { SUBJECT_WORDS } from '../text/diagnosis-words.ts';
import { prettyJson } from '../text/json-text.ts';
import { DiffList } from './diff-list.tsx';
import { EvidenceRef } from './evidence-ref.tsx';
import { FindingText } from './finding-text.tsx';
import type { Citation } from './trace-view.tsx';

interface RemediationListProps {
  readonly org: string;
  readonly runId: string;
  readonly remediations: readonly Remediation[];
  readonly onCite: (citation: Citation) => void;
}

export function RemediationList({ org, runId, remediations, onCite }: RemediationListProps) {
  return (
    <ul className="grid gap-3 text-sm">
      {remediations.map((remediation, index) => (
        <li key={`${index}${remediation.field}`} className="grid min-w-0 gap-0.5">
          <Change remediation={remediation} />
          <p className="break-words text-muted">
            <span className="text-faint">because:</span> <FindingText text={remediation.why} />
          </p>
          {remediation.evidence.length > 0 && (
            <ul aria-label="Evidence" className="flex flex-wrap gap-x-4 gap-y-0.5">
              {remediation.evidence.map((id) => (
                <li key={id} className="min-w-0">
                  <EvidenceRef org={org} id={id} runId={runId} onCite={onCite} />
                </li>
              ))}
            </ul>
          )}
        </li>
      ))}
    </ul>
  );
}

const LONG_CHARS = 80;

const textOf = (value: unknown): string => (typeof value === 'string' ? value : prettyJson(value));

/** Short values stand in one line, long ones under each other as in every other difference. */
function Change({ remediation: { subject, field, operation, before, after } }: { readonly remediation: Remediation }) {
  const [was, is] = [before === undefined ? undefined : textOf(before), after === undefined ? undefined : textOf(after)];
  const isLong = [was, is].some((text = '') => text.length > LONG_CHARS || text.includes('\n'));
  if (isLong && is !== undefined) return <DiffList diff={[{ path: field, op: operation, before, after }]} />;
  return (
    <p className="break-words">
      <span className="data font-medium">
        <FindingText text={field} />
      </span>
      {SUBJECT_WORDS[subject.type] !== '' && <span className="text-faint"> {SUBJECT_WORDS[subject.type]}</span>}
      {': '}
      <FromTo operation={operation} was={was} is={is} />
    </p>
  );
}

interface FromToProps {
  readonly operation: Remediation['operation'];
  readonly was: string | undefined;
  readonly is: string | undefined;
}

function FromTo({ operation, was, is }: FromToProps) {
  const from = was !== undefined && <Value word="before" text={was} />;
  if (operation === 'remove') return <>remove {from}</>;
  return (
    <>
      {operation === 'add' && 'add '}
      {from}
      {from !== false && <span aria-hidden="true"> → </span>}
      {is === undefined ? <span className="text-muted">what only a person can word</span> : <Value word="after" text={is} />}
    </>
  );
}

function Value({ word, text }: { readonly word: 'before' | 'after'; readonly text: string }) {
  return (
    <code className={word === 'before' ? 'data rounded-sm bg-fail-wash px-1' : 'data rounded-sm bg-pass-wash px-1'}>
      <span className="sr-only">{word} </span>
      <FindingText text={text.length > LONG_CHARS ? `${text.slice(0, LONG_CHARS)}…` : text} />
    </code>
  );
}
