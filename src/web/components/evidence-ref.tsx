// One id of evidence: a link to what it names, or the id where there is no page for it.
import { evidenceAddress, evidenceKind } from '../text/evidence.ts';
import type { EvidenceKind } from '../text/evidence.ts';
import { visibleText } from '../text/visible-text.ts';
import { PageLink } from './page-link.tsx';
import type { Citation } from './trace-view.tsx';

const WORDS: Readonly<Record<EvidenceKind, string>> = {
  run: 'Run',
  event: 'Event',
  criterion: 'Criterion',
  call: 'Tool call',
  version: 'Version',
  other: '',
};

interface EvidenceRefProps {
  readonly org: string;
  readonly id: string;
  /** The run it belongs to, where that is known. */
  readonly runId: string | undefined;
  /** On the page of that run: brings the event into view. */
  readonly onCite?: ((citation: Citation) => void) | undefined;
}

export function EvidenceRef({ org, id, runId, onCite }: EvidenceRefProps) {
  const kind = evidenceKind(id);
  const label = (
    <>
      {WORDS[kind]} <span className="data text-xs break-all">{visibleText(id)}</span>
    </>
  );
  if (kind === 'event' && onCite !== undefined) {
    return (
      <button type="button" className="link text-start" onClick={() => onCite({ eventId: id, excerpt: undefined })}>
        {label}
      </button>
    );
  }
  const to = evidenceAddress(org, id, runId);
  if (to === undefined || (kind === 'run' && onCite !== undefined && id === runId)) return <span className="text-muted">{label}</span>;
  return (
    <PageLink to={to} className="link">
      {label}
    </PageLink>
  );
}
