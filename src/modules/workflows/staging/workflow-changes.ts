// What a proposal may say about a workflow's content (spec 04 §6), for documents of every surface. The verb decides.
import { z } from 'zod';
import { workflowPatch } from '../workflow-input.ts';
import { criterionOperations } from './criterion-operations.ts';

const { name, description, defaultMcpAuthProfileId, testerPrompt, judge, schedule, toolPolicy, limits, retryPolicy, categories, metadata } =
  workflowPatch.shape;

const target = z.strictObject({ modelId: z.string(), skillMode: z.enum(['none', 'text']).optional(), skillText: z.string().optional() });

export const workflowChanges = z
  .strictObject({
    name,
    description,
    model: z
      .union([z.string(), z.array(z.string()), z.array(target)])
      .optional()
      .describe('A model id, a list of ids, or a list of targets; replaces the targets'),
    prompt: testerPrompt,
    schedule,
    toolPolicy,
    criteria: criterionOperations.optional(),
    defaultMcpAuthProfileId,
    judge,
    limits,
    retryPolicy,
    categories,
    metadata,
  })
  .describe('Only what is to change');
