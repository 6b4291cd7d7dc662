// The noun: why a run ended as it did, from stored evidence and fixed rules alone (spec 04 diagnose_run). No model is asked.
import type { CatalogDiff } from '#modules/servers';
import type { FieldDiff } from '#modules/workflows';
import type { InspectedCall } from '../inspect/inspected-call.ts';
import type {
  Classification,
  ClassificationEvidence,
  FinishedStatus,
  GradedCriterion,
  RunError,
  RunSummary,
  TraceEventType,
} from '../run.ts';

/** Of several the first. */
export const CALL_WHYS = ['blocked', 'argument_refused', 'schema_changed', 'error', 'cited'] as const;
export type CallWhy = (typeof CALL_WHYS)[number];

export interface ContributingCall extends InspectedCall {
  readonly why: CallWhy;
}

export interface ContributingEvent {
  readonly eventId: string;
  readonly type: TraceEventType;
  /** What a failing criterion quotes of it, else its beginning. */
  readonly excerpt: string;
}

export interface ChangesSinceBaseline {
  readonly baselineRunId: string | null;
  readonly workflow: readonly FieldDiff[];
  /** Shortened where it is large; null where one of the two catalogs is not known. */
  readonly catalog: CatalogDiff | null;
}

export const ACTION_NAMES = [
  'fix_server',
  'sync_capabilities',
  'patch_prompt',
  'rotate_credential',
  'rerun',
  'raise_limit',
  'patch_criteria',
  'raise_samples',
  'patch_tool_policy',
] as const;
export type ActionName = (typeof ACTION_NAMES)[number];

export interface SuggestedAction {
  readonly action: ActionName;
  readonly reason: string;
  /** Tool of the repair endpoint that does it; absent where a person must. */
  readonly tool?: string | undefined;
  /** What is known of its arguments: a proposal's rationale, and what only its author can word, are left to the caller. */
  readonly arguments?: Readonly<Record<string, unknown>> | undefined;
}

export const REMEDY_SUBJECTS = ['workflow', 'mcp_server', 'auth_profile'] as const;

/** One field that could be changed. What only a person can decide has no `after`. */
export interface Remediation {
  readonly subject: { readonly type: (typeof REMEDY_SUBJECTS)[number]; readonly id: string | null };
  /** Path in the workflow spec of the repair endpoint, or in the server or profile. */
  readonly field: string;
  readonly operation: FieldDiff['op'];
  readonly before?: unknown;
  readonly after?: unknown;
  readonly why: string;
  /** Ids of runs, criteria, calls, events and versions. */
  readonly evidence: readonly string[];
}

export interface SimilarFailure extends Pick<RunSummary, 'runId' | 'endedAt' | 'status' | 'classification' | 'url'> {
  /** Ids of the criteria that failed in both. */
  readonly sharedCriteria: readonly string[];
}

export interface Diagnosis {
  readonly runId: string;
  readonly workflowId: string;
  readonly version: RunSummary['version'];
  /** Where it is another than the run's own, remediations speak of what the workflow was then. */
  readonly currentVersionId: string | null;
  readonly status: FinishedStatus;
  readonly error: RunError | null;
  readonly classification: Classification | null;
  readonly classificationEvidence: readonly ClassificationEvidence[];
  /** Verdict `fail` or `partial`. */
  readonly failingCriteria: readonly GradedCriterion[];
  /** In the order of the trace, at most 50. */
  readonly contributingToolCalls: readonly ContributingCall[];
  /** In the order of the trace, at most 50. */
  readonly contributingEvents: readonly ContributingEvent[];
  readonly changesSinceBaseline: ChangesSinceBaseline;
  readonly suggestedActions: readonly SuggestedAction[];
  readonly remediations: readonly Remediation[];
  /** Earlier ones of the same workflow, the most alike first, at most 5. */
  readonly similarFailures: readonly SimilarFailure[];
  /** Something was cut or left out, or the trace has expired. */
  readonly truncated: boolean;
}
