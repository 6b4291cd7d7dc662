// The ids that name a workflow and a version in a verb's input.
import { z } from 'zod';
import { parseInput } from '#kernel/parse-input';

const id = z.string('must be text');

export const byWorkflow = z.strictObject({ workflowId: id });
export const byVersion = z.strictObject({ workflowId: id, versionId: id });

/** The id, and the rest of what was sent. */
export function splitWorkflowId(raw: unknown): { workflowId: string; fields: Record<string, unknown> } {
  const { workflowId, ...fields } = parseInput(z.looseObject({ workflowId: id }), raw);
  return { workflowId, fields };
}
