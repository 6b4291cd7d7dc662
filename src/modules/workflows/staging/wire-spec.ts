// A workflow's content in the names that agents write and read (spec 04 §6), and what is said about its fields in those names.
import { z } from 'zod';
import type { FieldError } from '#kernel/errors';
import { checkInput } from '../check-input.ts';
import type { FieldDiff, TesterTarget, WorkflowSpec } from '../workflow.ts';

/** `model` and `prompt` are what REST calls `testerTargets` and `testerPrompt`. */
export interface WireWorkflowSpec extends Omit<WorkflowSpec, 'testerPrompt' | 'testerTargets'> {
  readonly model: readonly TesterTarget[];
  readonly prompt: string;
}

export function specToWire({ testerPrompt: prompt, testerTargets: model, ...rest }: WorkflowSpec): WireWorkflowSpec {
  return { ...rest, model, prompt };
}

/** A field's path, or a text that begins with one, in the names of the wire. */
export const wirePath = (path: string): string =>
  path.replace(/^testerPrompt\b/, 'prompt').replace(/^(?:testerTargets|testerModelIds|testerModelId)\b/, 'model');

export const diffToWire = (diff: readonly FieldDiff[]): FieldDiff[] => diff.map((one) => ({ ...one, path: wirePath(one.path) }));

export const errorsToWire = (errors: readonly FieldError[]): FieldError[] =>
  errors.map(({ field, message }) => ({ field: wirePath(field), message }));

const target = z.strictObject({
  modelId: z.string().describe('Id of a model of the organization'),
  skillMode: z.enum(['none', 'text']),
  skillText: z.string().optional().describe("With skillMode text: appended to the tester's instructions"),
});

const criterion = z.strictObject({
  id: z.string().describe('Kept by edits; runs are compared by it'),
  position: z.int().describe('1-based place in the list'),
  criterionText: z.string().describe('Statement about one observable outcome; for a check a generated sentence'),
  isRequired: z.boolean().describe('Only required criteria decide the status of a run'),
  kind: z.enum(['judge', 'check']).describe('judge: decided by the evaluator model. check: decided by code from the trace'),
  check: checkInput.optional().describe('For, and only for, kind check'),
});

const schedule = z.strictObject({ cron: z.string().describe('Five fields'), timezone: z.string().describe('IANA name') });

const toolPolicy = z.strictObject({
  allowed_tools: z.array(z.string()).optional().describe('Names or globs with * and ?'),
  denied_tools: z.array(z.string()).optional().describe('Names or globs with * and ?'),
  allow_destructive: z.boolean().optional(),
});

const limits = z.strictObject({
  maxSteps: z.int().describe('Model turns'),
  maxToolCalls: z.int(),
  timeoutSeconds: z.int().describe('One attempt, judging excluded'),
  maxTokens: z.int().describe('Tester, in and out'),
  maxCostUsd: z.number().describe('Tester and judge'),
  maxToolResultBytes: z.int().describe('Given to the agent; longer is cut and marked'),
});

const retryPolicy = z.strictObject({ maxAttempts: z.int(), retryOn: z.array(z.literal('error')), backoffSeconds: z.number() });
const judge = z.strictObject({ modelId: z.string(), samples: z.union([z.literal(1), z.literal(3), z.literal(5)]) });

/** The JSON Schema of spec 04 §6. What we answer has the third form of `model`. */
export const wireSpecSchema = z
  .strictObject({
    name: z.string(),
    description: z.string(),
    model: z.union([z.string(), z.array(z.string()), z.array(target)]).describe('A model id, a list of ids, or a list of targets'),
    prompt: z.string().describe('The task, as one would give it to a person'),
    schedule: schedule.nullable().describe('null: manual'),
    toolPolicy,
    criteria: z.array(criterion),
    mcpServerId: z.string(),
    defaultMcpAuthProfileId: z.string().nullable().describe("null: the server's default profile"),
    judge: judge.nullable().describe("null: the organization's default judge, one sample"),
    limits,
    retryPolicy,
    categories: z.array(z.string()),
    metadata: z.record(z.string(), z.string()).describe('Shown, never interpreted'),
  })
  .describe('The content of a workflow version');

/** As we answer it. */
export const wireSpecResult = wireSpecSchema.extend({ model: z.array(target) });
