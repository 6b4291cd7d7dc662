// The noun: one contact that listed a server's catalog, or tried to, with what was found on the way.
import type { ContactCode, Era, Finding, FindingRule, Probe } from '#platform/mcp/mcp';

/** Why a server was asked. `create` and `update`: the probe before saving; `run`: the server said that its lists changed. */
export const SYNC_TRIGGERS = ['manual', 'interval', 'probe', 'run', 'create', 'update', 'examination'] as const;
export type SyncTrigger = (typeof SYNC_TRIGGERS)[number];

/** What only shows in comparison with earlier contacts. */
type HistoryRule = 'era_gained' | 'era_lost' | 'unversioned_change';
/** What the server says beside its catalog. */
type TextRule = 'poisoned_instructions';

export interface SyncFinding extends Omit<Finding, 'rule'> {
  readonly rule: FindingRule | HistoryRule | TextRule;
}

/** Which handshakes worked; null where not tried. */
export type Eras = Probe['eras'];

export interface ServerSync {
  readonly id: string;
  readonly at: string;
  readonly trigger: SyncTrigger;
  readonly ok: boolean;
  readonly era: Era | null;
  /** The catalog as it was found; null where nothing was stored. */
  readonly snapshotId: string | null;
  /** True when it differed from the one before. */
  readonly changed: boolean;
  /** What the server calls itself. Information only: versions stay the same over real changes. */
  readonly serverVersion: string | null;
  readonly findings: readonly SyncFinding[];
  readonly error: { readonly code: ContactCode; readonly message: string; readonly httpStatus?: number | undefined } | null;
}

export interface ServerFinding extends SyncFinding {
  readonly id: string;
  /** When it was found. */
  readonly at: string;
  /** `examination`: the active checks, which are made on request. */
  readonly source: 'sync' | 'examination';
}

export interface ServerFindings {
  /** Of the newest contact that listed; null before the first. */
  readonly syncedAt: string | null;
  readonly examinedAt: string | null;
  readonly rows: readonly ServerFinding[];
}
