// Front door of workflows. Nouns: workflow, version, criterion, check, schedule, tool policy. Tables: workflows,
// workflow_versions; rows of kind `workflow` in due. Facts emitted: watched.stopped. Jobs enqueued by its ticks:
// run.tick.
export { activeWorkflowsOf } from './active/store.ts';
export { advanceSchedule } from './advance-schedule.ts';
export { checkInput } from './check-input.ts';
export { checkWorkflow } from './check-workflow.ts';
export { createWorkflow } from './create-workflow.ts';
export { workflowEraser } from './departure/workflow-eraser.ts';
export { workflowExporter } from './departure/workflow-exporter.ts';
export { diffSpecs } from './diff-specs.ts';
export { getVersion } from './get-version.ts';
export { getWorkflow } from './get-workflow.ts';
export { getWorkflowContent } from './get-workflow-content.ts';
export { listVersions } from './list-versions.ts';
export { listWorkflows } from './list-workflows.ts';
export { modelUsage } from './model-usage.ts';
export { removeWorkflow } from './remove-workflow.ts';
export { DUE_KIND as WORKFLOW_DUE_KIND } from './replan-ticks.ts';
export { restoreVersion } from './restore-version.ts';
export { specOf } from './spec-of.ts';
export { countSkippedTick, findWorkflow } from './store.ts';
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
