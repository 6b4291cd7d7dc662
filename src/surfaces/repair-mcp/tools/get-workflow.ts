// get_workflow: the content of one workflow.
import { defineRepairTool, READS } from '../define-repair-tool.ts';
import { idArgument } from '../schemas/values.ts';
import { viewWorkflow, workflowView } from '../workflow-view.ts';

export const getWorkflowTool = defineRepairTool({
  name: 'get_workflow',
  title: 'Get a workflow',
  description:
    'Shows one workflow whole: prompt, criteria with ids and positions, models, tool policy, limits, schedule, and warnings. ' +
    'Take version.id as baseVersionId for propose_workflow_patch. The format is described by the resource armature://schemas/workflow.',
  role: 'viewer',
  annotations: READS,
  subject: 'workflowId',
  input: {
    workflowId: idArgument('From list_workflows or a run'),
    versionId: idArgument('An earlier version, such as version.id of a run; default the current one').optional(),
  },
  output: workflowView,
  run: viewWorkflow,
});
