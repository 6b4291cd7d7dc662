// Every tool of the repair endpoint, in the order clients list them. One more is one file and one line here.
import type { RepairTool } from '../define-repair-tool.ts';
import { applyWorkflowChangeTool } from './apply-workflow-change.ts';
import { compareRunsTool } from './compare-runs.ts';
import { diagnoseRunTool } from './diagnose-run.ts';
import { draftRegressionTool } from './draft-regression-workflow-from-run.ts';
import { getOrganizationHealthTool } from './get-organization-health.ts';
import { getWorkflowTool } from './get-workflow.ts';
import { inspectRunTool } from './inspect-run.ts';
import { listMcpServersTool } from './list-mcp-servers.ts';
import { listMonitorsTool } from './list-monitors.ts';
import { listWorkflowsTool } from './list-workflows.ts';
import { proposeWorkflowPatchTool } from './propose-workflow-patch.ts';
import { runWorkflowNowTool } from './run-workflow-now.ts';
import { searchRunsTool } from './search-runs.ts';
import { syncMcpServerCapabilitiesTool } from './sync-mcp-server-capabilities.ts';

export const ALL_TOOLS: readonly RepairTool[] = [
  getOrganizationHealthTool,
  searchRunsTool,
  inspectRunTool,
  diagnoseRunTool,
  compareRunsTool,
  listWorkflowsTool,
  getWorkflowTool,
  listMcpServersTool,
  listMonitorsTool,
  proposeWorkflowPatchTool,
  draftRegressionTool,
  runWorkflowNowTool,
  applyWorkflowChangeTool,
  syncMcpServerCapabilitiesTool,
];
