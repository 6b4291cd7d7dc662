// What the tools that call the API answer with (spec 07 §6).
import { z } from 'zod';

const call = z.object({
  operationId: z.string(),
  method: z.string(),
  path: z.string().describe('The template, such as /pets/{petId}'),
  status: z.int().nullable().describe('Null where nothing answered'),
  durationMs: z.number(),
  bytes: z.int(),
});

const error = z.object({
  kind: z.string().describe('What went wrong, such as type_error, api_error, timeout or approval_pending'),
  message: z.string(),
  line: z.int().optional().describe('In your script, from 1'),
  column: z.int().optional(),
  operationId: z.string().optional(),
  status: z.int().optional().describe('Of api_error'),
  body: z.unknown().optional().describe('Of api_error: what the API said, at most 4 KiB'),
  approvalId: z.string().optional().describe('Of approval_pending: ask again with it'),
});

export const executionAnswer = z.object({
  execId: z.string(),
  ok: z.boolean(),
  result: z.unknown().describe('What was returned'),
  resultTruncated: z.boolean().describe('It was longer than 64 KiB: return less'),
  logs: z.array(z.object({ level: z.string(), text: z.string() })),
  calls: z.array(call),
  durationMs: z.number(),
  hint: z.string().optional(),
  warnings: z.array(z.string()).optional().describe('What to know although it ran, such as that types were not checked'),
  error: error.optional(),
});

export const approvalId = z
  .string()
  .regex(/^appr_[0-9a-z]{26}$/, 'must be the approvalId of an earlier answer')
  .optional()
  .describe('Only after approval_pending: what you were told, with the same arguments as before. Nothing is run twice');
