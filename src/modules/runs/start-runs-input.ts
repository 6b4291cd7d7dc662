// What a caller may send to start runs: the body of `POST /workflows/{id}/runs`, with the workflow's id.
import { z } from 'zod';

const MAX_REASON = 200;
const MAX_TARGETS = 8;

export const startRunsInput = z.strictObject({
  workflowId: z.string(),
  reason: z
    .string()
    .trim()
    .refine((text) => [...text].length <= MAX_REASON, `has more than ${MAX_REASON} characters`)
    .optional(),
  idempotencyKey: z
    .string()
    .trim()
    .regex(/^[\x20-\x7e]{1,128}$/, 'must be 1 to 128 printable ASCII characters')
    .optional(),
  forceNewRun: z.boolean().optional(),
  baselineRunId: z.string().optional(),
  modelIds: z.array(z.string()).min(1, 'names no model').max(MAX_TARGETS, `has more than ${MAX_TARGETS} entries`).optional(),
});

export type StartRunsInput = z.infer<typeof startRunsInput>;
