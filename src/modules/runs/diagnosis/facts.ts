// Everything a diagnosis is made of, read once: the rules below look at nothing else.
import type { CatalogDiff } from '#modules/servers';
import type { FieldDiff, WorkflowSpec } from '#modules/workflows';
import type { Catalog } from '#platform/mcp/mcp';
import type { GradedCriterion, TraceEvent } from '../run.ts';
import type { RunRow } from '../store.ts';
import type { ToolCallRow } from '../tool-calls.ts';

export interface Changes {
  readonly baseline: Pick<RunRow, 'runId'> | undefined;
  /** Of the baseline's version; undefined without a baseline. */
  readonly baselineSpec: WorkflowSpec | undefined;
  readonly workflow: readonly FieldDiff[];
  readonly catalog: CatalogDiff | null;
  /** Both only where they differ. */
  readonly before: Catalog | undefined;
  readonly after: Catalog | undefined;
  /** Tools with a breaking change, and what it was. */
  readonly brokenTools: ReadonlyMap<string, string>;
}

export interface Facts {
  readonly run: Pick<
    RunRow,
    | 'runId'
    | 'workflowId'
    | 'mcpServerId'
    | 'modelId'
    | 'testerKind'
    | 'status'
    | 'classification'
    | 'classificationEvidence'
    | 'error'
    | 'version'
    | 'steps'
    | 'toolCallCount'
    | 'evaluation'
    | 'trial'
  >;
  /** Of the run's own version. */
  readonly spec: WorkflowSpec;
  readonly criteria: readonly GradedCriterion[];
  /** Of the deciding attempt; large fields are cut. Of the events: those of calls, endings, and whatever is cited. */
  readonly events: readonly TraceEvent[];
  readonly calls: readonly ToolCallRow[];
  /** Ids of calls that the server refused for their arguments. */
  readonly refusedCalls: ReadonlySet<string>;
  readonly changes: Changes;
  /** Undefined: the workflow is gone. */
  readonly current: { readonly versionId: string; readonly modelIds: readonly string[] } | undefined;
  /** Whose credential the run used; null where that is not known. */
  readonly authProfileId: string | null;
}

export const isFailing = ({ verdict }: GradedCriterion): boolean => verdict === 'fail' || verdict === 'partial';
