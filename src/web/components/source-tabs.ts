// The tabs of a source, by its mode and what the role may see.
import type { SourceMode } from '../api/sources.ts';

interface SourceTabEntry {
  readonly id: SourceTabId;
  readonly label: string;
  readonly note?: string | undefined;
}

export type SourceTabId = 'setup' | 'connect' | 'bundles' | 'sdk' | 'playground' | 'executions' | 'approvals' | 'secrets' | 'settings';

interface Seen {
  readonly mode: SourceMode;
  readonly canEdit: boolean;
  /** How many calls wait for a person. */
  readonly pending: number;
}

export function sourceTabs({ mode, canEdit, pending }: Seen): readonly SourceTabEntry[] {
  const settings: readonly SourceTabEntry[] = canEdit ? [{ id: 'settings', label: 'Settings' }] : [];
  if (mode === 'tools') {
    return [{ id: 'setup', label: 'Setup' }, { id: 'sdk', label: 'Tools' }, { id: 'bundles', label: 'Bundles' }, ...settings];
  }
  return [
    { id: 'connect', label: 'Connect' },
    { id: 'bundles', label: 'Bundles' },
    { id: 'sdk', label: 'SDK' },
    { id: 'playground', label: 'Playground' },
    { id: 'executions', label: 'Executions' },
    { id: 'approvals', label: 'Approvals', note: pending === 0 ? undefined : `${pending} pending` },
    ...(canEdit ? [{ id: 'secrets', label: 'Secrets' } as const] : []),
    ...settings,
  ];
}
