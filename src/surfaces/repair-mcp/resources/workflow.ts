// armature://workflows/{id}: as get_workflow shows it.
import { workflowIds } from '../completions.ts';
import { viewWorkflow, workflowView } from '../workflow-view.ts';
import { boundedJson } from './bounded-json.ts';
import type { RepairTemplate } from './repair-resource.ts';

export const workflowResource: RepairTemplate = {
  uriTemplate: 'armature://workflows/{id}',
  name: 'workflow',
  title: 'Workflow',
  description: 'The current content of a workflow with its version and warnings, as get_workflow answers it.',
  read: async (ctx, workflowId) => boundedJson(workflowView.parse(await viewWorkflow(ctx, { workflowId }))),
  complete: workflowIds,
};
