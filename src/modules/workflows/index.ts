// Front door of workflows. Nouns: workflow, version, criterion, check, schedule, tool policy. Tables: workflows,
// workflow_versions; rows of kind `workflow` in due. Facts emitted: watched.stopped. Jobs enqueued by its ticks:
// run.tick.
export { activeWorkflowsOf } from './active/store.ts';
export { advanceSchedule } from './advance-schedule.ts';
export { checkInput } from './check-input.ts';
export { checkSentence } from './check-sentence.ts';
export { checkWorkflow } from './check-workflow.ts';
export { createWorkflow } from './create-workflow.ts';
export { DEFAULT_LIMITS, DEFAULT_RETRY_POLICY, MAX_LIMITS } from './defaults.ts';
export { workflowEraser } from './departure/workflow-eraser.ts';
export { workflowExporter } from './departure/workflow-exporter.ts';
export { diffSpecs } from './diff-specs.ts';
export { getVersion } from './get-version.ts';
export { getWorkflow } from './get-workflow.ts';
export { getWorkflowContent } from './get-workflow-content.ts';
export type { WorkflowContent } from './get-workflow-content.ts';
export { listLiveContents } from './list-live-contents.ts';
export { activeTargets, countWorkflows } from './health/store.ts';
export type { ActiveTargets, WorkflowCounts } from './health/store.ts';
export { listVersions } from './list-versions.ts';
export { listWorkflows } from './list-workflows.ts';
export { modelUsage } from './model-usage.ts';
export { removeWorkflow } from './remove-workflow.ts';
export { DUE_KIND as WORKFLOW_DUE_KIND } from './replan-ticks.ts';
export { restoreVersion } from './restore-version.ts';
export { specOf } from './spec-of.ts';
export { adoptAsWorkflow, adoptVersion, surroundingsOf } from './staging/adopt-version.ts';
export type { Adopted } from './staging/adopt-version.ts';
export { examineSpec } from './staging/examine-spec.ts';
export { planChange } from './staging/plan-change.ts';
export { stageVersion } from './staging/stage-version.ts';
export { currentVersionsOf, deleteStaged, hasCriterion, specsOf, stagedBefore } from './staging/store.ts';
export type { StagedVersion } from './staging/store.ts';
export { diffToWire, specToWire, wireSpecResult, wireSpecSchema } from './staging/wire-spec.ts';
export type { WireWorkflowSpec } from './staging/wire-spec.ts';
export { workflowChanges } from './staging/workflow-changes.ts';
export { countSkippedTick, findWorkflow } from './store.ts';
export type { AnyVersion } from './store.ts';
export { decideTool } from './tool-policy.ts';
export { updateWorkflow } from './update-workflow.ts';
export { workflowInput, workflowPatch } from './workflow-input.ts';
export { workflowUsage } from './workflow-usage.ts';
export { WORKFLOW_STATES } from './workflow.ts';
export type {
  Check,
  Criterion,
  FieldDiff,
  Limits,
  RetryPolicy,
  TesterTarget,
  ToolPolicy,
  Verdict,
  Workflow,
  WorkflowSpec,
  WorkflowVersion,
} from './workflow.ts';
