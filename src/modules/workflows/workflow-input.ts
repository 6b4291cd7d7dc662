// What a caller may send to create and to change a workflow (spec 02 §1, §3–7). Closed: an unknown field is refused.
import { z } from 'zod';
import { boundedText, codePoints, isStorable } from '#kernel/bounded-text';
import { checkInput } from './check-input.ts';
import { MAX_LIMITS } from './defaults.ts';
import { scheduleInput } from './schedule-input.ts';
import { toolPolicyInput } from './tool-policy-input.ts';
import { WORKFLOW_STATES } from './workflow.ts';

const MAX_CRITERIA = 50;
const MAX_TARGETS = 8;
const MAX_PROMPT = 20_000;
const MAX_CRITERION_TEXT = 2000;
const MAX_METADATA = 20;
const MAX_METADATA_KEY = 40;

const id = boundedText(1, 200);

const criterion = z
  .strictObject({
    id: id
      .optional()
      .describe('Of a criterion of this workflow, to keep it; left out: the one at the same place keeps its id, else a new one'),
    position: z.int().optional().describe('Read-only; when sent it must be the place in the list'),
    criterionText: boundedText(1, MAX_CRITERION_TEXT).optional().describe('Needed for kind judge; for a check a sentence is generated'),
    isRequired: z.boolean().optional().describe('Default true'),
    kind: z.enum(['judge', 'check']).optional().describe('Default judge'),
    check: checkInput.optional(),
  })
  .superRefine((value, context) => {
    const kind = value.kind ?? 'judge';
    if (kind === 'judge' && value.criterionText === undefined)
      context.addIssue({ code: 'custom', path: ['criterionText'], message: 'is required' });
    if (kind === 'check' && value.check === undefined)
      context.addIssue({ code: 'custom', path: ['check'], message: 'is required for kind check' });
    if (kind === 'judge' && value.check !== undefined)
      context.addIssue({ code: 'custom', path: ['check'], message: 'is only for kind check' });
  });

const criteria = z
  .array(criterion)
  .min(1)
  .max(MAX_CRITERIA)
  .superRefine((list, context) => {
    list.forEach((item, index) => {
      if (item.position !== undefined && item.position !== index + 1) {
        context.addIssue({
          code: 'custom',
          path: [index, 'position'],
          message: `is read-only; the order of the list decides (${index + 1} here)`,
        });
      }
      if (item.id !== undefined && list.findIndex((other) => other.id === item.id) < index) {
        context.addIssue({ code: 'custom', path: [index, 'id'], message: 'is used twice' });
      }
    });
  });

const testerTarget = z
  .strictObject({
    modelId: id,
    skillMode: z.enum(['none', 'text']).optional().describe('Default none'),
    skillText: boundedText(1, 20_000).optional().describe('Needed for, and only for, skillMode text'),
  })
  .superRefine(({ skillMode, skillText }, context) => {
    if (skillMode === 'text' && skillText === undefined)
      context.addIssue({ code: 'custom', path: ['skillText'], message: 'is required for skillMode text' });
    if (skillMode !== 'text' && skillText !== undefined)
      context.addIssue({ code: 'custom', path: ['skillText'], message: 'is only for skillMode text' });
  });

const testerTargets = z
  .array(testerTarget)
  .min(1)
  .max(MAX_TARGETS)
  .superRefine((targets, context) => {
    const keys = targets.map(({ modelId, skillText }) => JSON.stringify([modelId, skillText ?? null]));
    refuseRepeats(keys, context, 'is the same target as an earlier one');
  });

const testerModelIds = z
  .array(id)
  .min(1)
  .max(MAX_TARGETS)
  .superRefine((ids, context) => refuseRepeats(ids, context, 'is named twice'));

const judge = z
  .strictObject({
    modelId: id.optional().describe("Default: the organization's default judge"),
    samples: z
      .union([z.literal(1), z.literal(3), z.literal(5)], { error: 'must be 1, 3 or 5' })
      .optional()
      .describe('Default 1'),
  })
  .nullable();

const limits = z.strictObject({
  maxSteps: z.int().min(1).max(MAX_LIMITS.maxSteps).optional().describe('Model turns. Default 30'),
  maxToolCalls: z.int().min(0).max(MAX_LIMITS.maxToolCalls).optional().describe('Default 60'),
  timeoutSeconds: z.int().min(10).max(MAX_LIMITS.timeoutSeconds).optional().describe('One attempt, judging excluded. Default 300'),
  maxTokens: z.int().min(1000).max(MAX_LIMITS.maxTokens).optional().describe('Tester, in and out. Default 200 000'),
  maxCostUsd: z.number().min(0.01).max(MAX_LIMITS.maxCostUsd).optional().describe('Tester and judge. Default 1'),
  maxToolResultBytes: z
    .int()
    .min(1024)
    .max(MAX_LIMITS.maxToolResultBytes)
    .optional()
    .describe('Given to the agent; longer is cut and marked. Default 65 536'),
});

const retryPolicy = z.strictObject({
  maxAttempts: z.int().min(1).max(5).optional().describe('Default 2'),
  retryOn: z.array(z.literal('error')).max(1).optional().describe('Default ["error"]; an empty list retries nothing'),
  backoffSeconds: z.int().min(0).max(600).optional().describe('Default 10'),
});

const categories = z
  .array(
    z
      .string()
      .trim()
      .regex(/^[a-z0-9-]{1,40}$/, 'must be 1-40 of a-z, 0-9 and -'),
  )
  .max(10);

const metadata = z.record(z.string(), boundedText(0, 500)).superRefine((pairs, context) => {
  const keys = Object.keys(pairs);
  if (keys.length > MAX_METADATA) context.addIssue({ code: 'custom', message: `must have at most ${MAX_METADATA} pairs` });
  for (const key of keys) {
    const length = codePoints(key);
    if (!isStorable(key) || length < 1 || length > MAX_METADATA_KEY)
      context.addIssue({ code: 'custom', path: [key], message: `its name must have 1-${MAX_METADATA_KEY} characters` });
  }
});

/** Fields that both verbs know, as they are in a patch: all optional. */
const shared = {
  description: boundedText(0, 1000).optional().describe('Default empty'),
  defaultMcpAuthProfileId: id.nullable().optional().describe("A profile of the server; null: the server's default"),
  testerModelId: id.optional().describe('Short for one target. Give at most one of the three tester forms'),
  testerModelIds: testerModelIds.optional().describe('Short for targets without skill text'),
  testerTargets: testerTargets.optional(),
  judge: judge.optional().describe("null: the organization's default judge, one sample. In a patch, what is left out stays"),
  judgeModelId: id.optional().describe('Short for judge.modelId'),
  schedule: scheduleInput.optional().describe('null: manual. Replaced as a whole'),
  toolPolicy: toolPolicyInput.optional().describe('Replaced as a whole'),
  limits: limits.optional().describe('In a patch, what is left out stays'),
  retryPolicy: retryPolicy.optional().describe('In a patch, what is left out stays'),
  categories: categories.optional(),
  metadata: metadata.optional().describe('At most 20 pairs of text. Replaced as a whole'),
};

export const workflowInput = z
  .strictObject({ name: boundedText(1, 120), mcpServerId: id, testerPrompt: boundedText(1, MAX_PROMPT), criteria, ...shared })
  .meta({ id: 'WorkflowInput' });

export const workflowPatch = z
  .strictObject({
    name: boundedText(1, 120).optional(),
    mcpServerId: id.optional().describe('Cannot change; may be sent unchanged'),
    testerPrompt: boundedText(1, MAX_PROMPT).optional(),
    criteria: criteria.optional().describe('Replaces the list'),
    ...shared,
    state: z.enum(WORKFLOW_STATES).optional(),
    baseVersionId: id.optional().describe('Refused with stale_base_version when another version is current'),
  })
  .meta({ id: 'WorkflowPatch' });

export type WorkflowPatch = z.output<typeof workflowPatch>;
export type CriterionInput = z.output<typeof criterion>;

function refuseRepeats(keys: readonly string[], context: z.core.$RefinementCtx, message: string): void {
  keys.forEach((key, index) => {
    if (keys.indexOf(key) < index) context.addIssue({ code: 'custom', path: [index], message });
  });
}
