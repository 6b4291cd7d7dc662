// What the poisoning check found in the texts of a changed catalog, worst first.
import type { PoisonFinding } from '../api/changes.ts';
import { entryKindWord } from '../text/change-words.ts';
import { poisonWord, SEVERITIES, SEVERITY_WORDS } from '../text/finding-words.ts';
import { Badge, TONE_WASH } from './badge.tsx';
import { cx } from './cx.ts';
import { FindingText } from './finding-text.tsx';
import { Tag } from './tag.tsx';

export function PoisonFindings({ findings }: { readonly findings: readonly PoisonFinding[] }) {
  const sorted = findings.toSorted((a, b) => SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity));
  return (
    <ul className="grid gap-2">
      {sorted.map((finding, index) => (
        <PoisonRow key={`${finding.rule}:${finding.where.name}:${finding.where.path}:${index}`} finding={finding} />
      ))}
    </ul>
  );
}

function PoisonRow({ finding: { rule, severity, where, excerpt, isNew } }: { readonly finding: PoisonFinding }) {
  const { word, tone } = SEVERITY_WORDS[severity];
  return (
    <li className={cx('rounded-md px-3 py-2 text-sm', TONE_WASH[tone])}>
      <p className="flex flex-wrap items-baseline gap-x-3 gap-y-0.5">
        <Badge tone={tone}>{word}</Badge>
        <span className="font-medium">{poisonWord(rule)}</span>
        {isNew ? <Tag tone="danger">new</Tag> : <Tag>was there before</Tag>}
        <span className="min-w-0 break-all text-muted">
          {entryKindWord(where.kind)}{' '}
          <span className="data">
            <FindingText text={where.name} />
          </span>
          , {where.path}
        </span>
      </p>
      <p className="mt-1 font-mono text-xs leading-5 break-words">
        <FindingText text={excerpt} />
      </p>
    </li>
  );
}
