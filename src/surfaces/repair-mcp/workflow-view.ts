// A workflow as get_workflow and its resource show it: the content in the words of the repair endpoint, with its version.
import { z } from 'zod';
import { getVersion, getWorkflow, specToWire, WORKFLOW_STATES } from '#modules/workflows';
import type { Ctx } from '#platform/ctx';
import { time } from './schemas/values.ts';
import { specResult } from './schemas/workflow-spec.ts';

export const workflowView = z.object({
  workflow: z.object({ workflowId: z.string(), state: z.enum(WORKFLOW_STATES), ...specResult.shape }),
  version: z.object({
    id: z.string(),
    number: z.int(),
    createdAt: time,
    author: z.object({ type: z.string(), id: z.string(), name: z.string() }),
  }),
  isCurrent: z.boolean(),
  warnings: z.array(z.string()).describe('What will likely not do what was meant'),
});

interface Wanted {
  readonly workflowId: string;
  /** Default: the current one. */
  readonly versionId?: string | undefined;
}

export async function viewWorkflow(ctx: Ctx, { workflowId, versionId }: Wanted) {
  const { state, currentVersion, warnings } = await getWorkflow(ctx, { workflowId });
  const version = await getVersion(ctx, { workflowId, versionId: versionId ?? currentVersion.id });
  const isCurrent = version.id === currentVersion.id;
  return {
    workflow: { workflowId, state, ...specToWire(version.spec) },
    version,
    isCurrent,
    warnings: isCurrent ? warnings : [`Version ${currentVersion.number} is current; this is version ${version.number}.`],
  };
}
