// The eight resources: two with a fixed address, six by id.
import { modelsResource } from './models.ts';
import { proposalResource } from './proposal.ts';
import type { RepairResource, RepairTemplate } from './repair-resource.ts';
import { runArtifactsResource } from './run-artifacts.ts';
import { runTraceResource } from './run-trace.ts';
import { serverCoverageResource } from './server-coverage.ts';
import { serverToolsResource } from './server-tools.ts';
import { workflowSchemaResource } from './workflow-schema.ts';
import { workflowResource } from './workflow.ts';

export const ALL_RESOURCES: readonly RepairResource[] = [modelsResource, workflowSchemaResource];

export const ALL_TEMPLATES: readonly RepairTemplate[] = [
  runTraceResource,
  runArtifactsResource,
  workflowResource,
  serverToolsResource,
  serverCoverageResource,
  proposalResource,
];
