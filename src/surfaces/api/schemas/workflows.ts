// Workflows, versions and field differences, as REST answers them (spec 02 §1–5).
import { z } from 'zod';
import { RUN_STATUSES } from '#modules/runs';
import { checkInput, WORKFLOW_STATES } from '#modules/workflows';
import { jsonObject, time } from './page.ts';

export const fieldDiff = z
  .strictObject({
    path: z.string(),
    op: z.enum(['add', 'remove', 'replace', 'move']),
    before: z.unknown().optional(),
    after: z.unknown().optional(),
  })
  .meta({ id: 'FieldDiff' });

const criterion = z
  .strictObject({
    id: z.string(),
    position: z.int(),
    criterionText: z.string(),
    isRequired: z.boolean(),
    kind: z.enum(['judge', 'check']),
    check: checkInput.optional(),
  })
  .meta({ id: 'Criterion' });

const spec = {
  name: z.string(),
  description: z.string(),
  mcpServerId: z.string(),
  defaultMcpAuthProfileId: z.string().nullable(),
  testerPrompt: z.string(),
  testerTargets: z.array(z.strictObject({ modelId: z.string(), skillMode: z.enum(['none', 'text']), skillText: z.string().optional() })),
  criteria: z.array(criterion),
  judge: z.strictObject({ modelId: z.string(), samples: z.union([z.literal(1), z.literal(3), z.literal(5)]) }).nullable(),
  schedule: z.strictObject({ cron: z.string(), timezone: z.string() }).nullable(),
  toolPolicy: z.strictObject({
    allowed_tools: z.array(z.string()).optional(),
    denied_tools: z.array(z.string()).optional(),
    allow_destructive: z.boolean().optional(),
  }),
  limits: z.strictObject({
    maxSteps: z.int(),
    maxToolCalls: z.int(),
    timeoutSeconds: z.int(),
    maxTokens: z.int(),
    maxCostUsd: z.number(),
    maxToolResultBytes: z.int(),
  }),
  retryPolicy: z.strictObject({ maxAttempts: z.int(), retryOn: z.array(z.literal('error')), backoffSeconds: z.number() }),
  categories: z.array(z.string()),
  metadata: z.record(z.string(), z.string()),
};

const workflowSpec = z.strictObject(spec).meta({ id: 'WorkflowSpec' });

const lastRun = z.strictObject({ runId: z.string(), status: z.enum(RUN_STATUSES), endedAt: time.nullable() });

export const workflow = z
  .strictObject({
    ...spec,
    id: z.string(),
    environment: z.string(),
    state: z.enum(WORKFLOW_STATES),
    currentVersion: z.strictObject({ id: z.string(), number: z.int(), createdAt: time }),
    nextRunAt: time.nullable(),
    scheduleLabel: z.string(),
    skippedTicks: z.int(),
    passRate7d: z.number().nullable(),
    lastRun: lastRun.nullable(),
    createdAt: time,
    updatedAt: time,
    warnings: z.array(z.string()),
  })
  .meta({ id: 'Workflow' });

const versionAuthor = z.strictObject({ type: z.enum(['user', 'key', 'system', 'proposal']), id: z.string(), name: z.string() });

export const versionRow = z
  .strictObject({
    id: z.string(),
    number: z.int(),
    createdAt: time,
    author: versionAuthor,
    diff: z.array(fieldDiff),
    restoredFrom: z.int().nullable(),
  })
  .meta({ id: 'WorkflowVersionRow' });

export const version = z.strictObject({ ...versionRow.shape, workflowId: z.string(), spec: workflowSpec }).meta({ id: 'WorkflowVersion' });

export const workflowCheck = z
  .strictObject({
    fieldErrors: z.array(z.strictObject({ field: z.string(), message: z.string() })),
    warnings: z.array(z.string()),
    scheduleLabel: z.string().nullable(),
    nextRuns: z.array(time),
    conversions: z.array(z.strictObject({ index: z.int(), check: checkInput })),
  })
  .meta({ id: 'WorkflowCheck' });

export const checkBody = jsonObject;
