// Reads the JSON of a version back into its type. The database is a door too: a row that does not fit is an error, not a guess.
import { z } from 'zod';
import type { Check, FieldDiff, VersionAuthor, WorkflowSpec } from './workflow.ts';

const text = z.string();
/** Checks were parsed strictly, and their expressions compiled, when they were saved: here only their kind is looked at. */
const storedCheck = z.custom<Check>(
  (value) => typeof value === 'object' && value !== null && 'kind' in value && typeof value.kind === 'string',
);

const storedSpec: z.ZodType<WorkflowSpec> = z.object({
  name: text,
  description: text,
  mcpServerId: text,
  defaultMcpAuthProfileId: text.nullable(),
  testerPrompt: text,
  testerTargets: z.array(z.object({ modelId: text, skillMode: z.enum(['none', 'text']), skillText: text.optional() })),
  criteria: z.array(
    z.object({
      id: text,
      position: z.int(),
      criterionText: text,
      isRequired: z.boolean(),
      kind: z.enum(['judge', 'check']),
      check: storedCheck.optional(),
    }),
  ),
  judge: z.object({ modelId: text, samples: z.union([z.literal(1), z.literal(3), z.literal(5)]) }).nullable(),
  schedule: z.object({ cron: text, timezone: text }).nullable(),
  toolPolicy: z.object({
    allowed_tools: z.array(text).optional(),
    denied_tools: z.array(text).optional(),
    allow_destructive: z.boolean().optional(),
  }),
  limits: z.object({
    maxSteps: z.number(),
    maxToolCalls: z.number(),
    timeoutSeconds: z.number(),
    maxTokens: z.number(),
    maxCostUsd: z.number(),
    maxToolResultBytes: z.number(),
  }),
  retryPolicy: z.object({ maxAttempts: z.number(), retryOn: z.array(z.literal('error')), backoffSeconds: z.number() }),
  categories: z.array(text),
  metadata: z.record(text, text),
});

const storedAuthor: z.ZodType<VersionAuthor> = z.object({ type: z.enum(['user', 'key', 'system', 'proposal']), id: text, name: text });
const storedDiff: z.ZodType<FieldDiff[]> = z.array(
  z.object({ path: text, op: z.enum(['add', 'remove', 'replace', 'move']), before: z.unknown().optional(), after: z.unknown().optional() }),
);

export const readSpec = (json: unknown): WorkflowSpec => storedSpec.parse(json);
export const readAuthor = (json: unknown): VersionAuthor => storedAuthor.parse(json);
export const readDiff = (json: unknown): FieldDiff[] => storedDiff.parse(json);
