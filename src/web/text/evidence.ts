// What an id of evidence names, and where that is shown.
import { paths } from '../api/paths.ts';

export type EvidenceKind = 'run' | 'event' | 'criterion' | 'call' | 'version' | 'other';

const KINDS: Readonly<Record<string, EvidenceKind>> = { run: 'run', evt: 'event', crit: 'criterion', call: 'call', ver: 'version' };

export const evidenceKind = (id: string): EvidenceKind => KINDS[id.split('_', 1)[0] ?? ''] ?? 'other';

/** The run an entry of a list belongs to: the only one that is cited, else the nearest cited before it. */
export function runOfEvidence(evidence: readonly string[], index: number, sourceRunId: string | null): string | undefined {
  const runs = new Set([...(sourceRunId === null ? [] : [sourceRunId]), ...evidence.filter((id) => evidenceKind(id) === 'run')]);
  if (runs.size === 1) return [...runs][0];
  return evidence.slice(0, index + 1).findLast((id) => evidenceKind(id) === 'run') ?? sourceRunId ?? undefined;
}

/** Undefined where there is no page for it. */
export function evidenceAddress(org: string, id: string, runId: string | undefined): string | undefined {
  const kind = evidenceKind(id);
  if (kind === 'run') return paths.run(org, id);
  if (runId === undefined) return undefined;
  if (kind === 'event') return paths.run(org, runId, { event: id });
  return kind === 'criterion' ? `${paths.run(org, runId)}#${encodeURIComponent(id)}` : undefined;
}
