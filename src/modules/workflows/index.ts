// Front door of workflows. Nouns: workflow, version, criterion, check, schedule, tool policy. Tables: workflows,
// workflow_versions; rows of kind `workflow` in due. Facts emitted: none. Jobs enqueued by its ticks: run.tick.
export { advanceSchedule } from './advance-schedule.ts';
export { checkInput } from './check-input.ts';
export { checkSentence } from './check-sentence.ts';
export { checkWorkflow } from './check-workflow.ts';
export type { WorkflowCheck } from './check-workflow.ts';
export { createWorkflow } from './create-workflow.ts';
export { describeSchedule } from './describe-schedule.ts';
export { diffSpecs } from './diff-specs.ts';
export { getVersion } from './get-version.ts';
export { getWorkflow } from './get-workflow.ts';
export { getWorkflowContent } from './get-workflow-content.ts';
export type { WorkflowContent } from './get-workflow-content.ts';
export { listVersions } from './list-versions.ts';
export { listWorkflows } from './list-workflows.ts';
export { modelUsage } from './model-usage.ts';
export { removeWorkflow } from './remove-workflow.ts';
export { DUE_KIND as WORKFLOW_DUE_KIND } from './replan-ticks.ts';
export { restoreVersion } from './restore-version.ts';
export { specOf } from './spec-of.ts';
export { countSkippedTick } from './store.ts';
export type { VersionRow } from './store.ts';
export { decideTool } from './tool-policy.ts';
export type { PolicyTool, ToolDecision } from './tool-policy.ts';
export { updateWorkflow } from './update-workflow.ts';
export { workflowInput, workflowPatch } from './workflow-input.ts';
export { workflowUsage } from './workflow-usage.ts';
export { WORKFLOW_STATES } from './workflow.ts';
export type {
  Check,
  CheckKind,
  Criterion,
  FieldDiff,
  JudgeSettings,
  Limits,
  RetryPolicy,
  Schedule,
  TesterTarget,
  ToolPolicy,
  ValueTest,
  Verdict,
  VersionAuthor,
  Workflow,
  WorkflowSpec,
  WorkflowState,
  WorkflowVersion,
} from './workflow.ts';
