// Runs, traces, verdicts and comparisons, as REST answers them (spec 02 §9–12, 05 §4).
import { z } from 'zod';
import { ACTION_NAMES, CALL_WHYS, CLASSIFICATIONS, ERROR_KINDS, REMEDY_SUBJECTS, RUN_STATUSES } from '#modules/runs';
import { catalogDiff } from './servers.ts';
import { time } from './page.ts';
import { fieldDiff } from './workflows.ts';

export const startRunsBody = z
  .strictObject({
    reason: z.string().max(200).optional(),
    idempotencyKey: z.string().min(1).max(128).optional(),
    forceNewRun: z.boolean().optional(),
    baselineRunId: z.string().optional(),
    modelIds: z.array(z.string()).optional(),
    proposalId: z.string().optional().describe('Runs what is proposed, without applying it; such a trial counts for no statistic'),
  })
  .meta({ id: 'StartRuns' });

export const startedRuns = z
  .strictObject({
    runId: z.string(),
    runs: z.array(
      z.strictObject({ runId: z.string(), modelId: z.string(), status: z.enum(RUN_STATUSES), deduplicated: z.boolean(), url: z.string() }),
    ),
  })
  .meta({ id: 'StartedRuns' });

const summary = {
  runId: z.string(),
  workflowId: z.string(),
  workflowName: z.string(),
  mcpServerId: z.string(),
  modelId: z.string(),
  testerKind: z.enum(['model', 'script', 'pinned']),
  status: z.enum(RUN_STATUSES),
  classification: z.enum(CLASSIFICATIONS).nullable(),
  triggerType: z.enum(['scheduled', 'manual']),
  reason: z.string(),
  createdAt: time,
  startedAt: time.nullable(),
  endedAt: time.nullable(),
  durationMs: z.number().nullable(),
  costUsd: z.number().nullable(),
  version: z.strictObject({ id: z.string(), number: z.int().nullable() }),
  trial: z.strictObject({ proposalId: z.string() }).nullable().describe('Set for a run of a proposal that was not applied'),
  errorKind: z.enum(ERROR_KINDS).nullable(),
  url: z.string(),
};

export const runSummary = z.strictObject(summary).meta({ id: 'RunSummary' });

const classificationEvidence = z.array(z.strictObject({ type: z.string(), id: z.string(), note: z.string() }));

const runError = z.strictObject({ kind: z.enum(ERROR_KINDS), message: z.string() });

export const run = z
  .strictObject({
    ...summary,
    prompt: z.string(),
    finalAnswer: z.string().nullable(),
    error: runError.nullable(),
    tokens: z.strictObject({ in: z.int(), out: z.int() }),
    steps: z.int(),
    toolCallCount: z.int(),
    attempts: z.array(
      z.strictObject({ attempt: z.int(), status: z.string(), error: runError.nullable(), startedAt: time, endedAt: time.nullable() }),
    ),
    baselineRunId: z.string().nullable(),
    classificationEvidence,
    traceExpired: z.boolean(),
    queuePosition: z.int().nullable(),
  })
  .meta({ id: 'Run' });

const traceEvent = z
  .strictObject({
    id: z.string(),
    runId: z.string(),
    attempt: z.int(),
    seq: z.int(),
    at: time,
    type: z.string(),
    data: z.record(z.string(), z.unknown()),
  })
  .meta({ id: 'TraceEvent' });

export const trace = z
  .strictObject({ runId: z.string(), attempt: z.int(), events: z.array(traceEvent), nextAfterSeq: z.int().optional() })
  .meta({ id: 'Trace' });

const evidence = z.strictObject({ eventId: z.string(), excerpt: z.string() });

const criterionVerdict = z
  .strictObject({
    criterionId: z.string(),
    position: z.int(),
    criterionText: z.string(),
    isRequired: z.boolean(),
    kind: z.enum(['judge', 'check']),
    verdict: z.enum(['pass', 'partial', 'fail']).nullable(),
    reasoning: z.string().nullable(),
    agreement: z.number().nullable(),
    evidence: z.array(evidence),
    judgedBy: z.string().nullable(),
  })
  .meta({ id: 'CriterionVerdict' });

export const evaluation = z
  .strictObject({
    status: z.enum(RUN_STATUSES),
    judgeModelId: z.string().optional(),
    samples: z.int().optional(),
    summary: z.string().optional(),
    usage: z
      .strictObject({ tokensIn: z.int(), tokensOut: z.int(), costUsd: z.number().nullable() })
      .optional()
      .describe('Tokens and cost of the evaluator'),
    criteria: z.array(criterionVerdict),
  })
  .meta({ id: 'Evaluation' });

export const toolCallRow = z
  .strictObject({
    callId: z.string(),
    eventId: z.string(),
    tool: z.string(),
    arguments: z.unknown(),
    result: z.unknown(),
    isError: z.boolean(),
    blocked: z.boolean(),
    rule: z.string().optional().describe('Of a blocked call: what stopped it'),
    durationMs: z.number().nullable(),
    attempt: z.int(),
  })
  .meta({ id: 'ToolCall' });

export const artifact = z
  .strictObject({
    name: z.string(),
    kind: z.string(),
    mimeType: z.string(),
    bytes: z.int(),
    text: z.string().optional(),
    base64: z.string().optional(),
  })
  .meta({ id: 'Artifact' });

const metric = z.strictObject({ before: z.number().nullable(), after: z.number().nullable(), deltaPercent: z.number().nullable() });

export const comparison = z
  .strictObject({
    runId: z.string(),
    baselineRunId: z.string().nullable(),
    verdict: z.enum(['regressed', 'improved', 'mixed', 'unchanged', 'no_baseline']),
    status: z.strictObject({ before: z.enum(RUN_STATUSES).nullable(), after: z.enum(RUN_STATUSES) }),
    criteria: z.array(
      z.strictObject({
        criterionId: z.string(),
        criterionText: z.string(),
        isRequired: z.boolean(),
        before: z.enum(['pass', 'partial', 'fail']).nullable(),
        after: z.enum(['pass', 'partial', 'fail']).nullable(),
        change: z.enum(['regressed', 'improved', 'same', 'added', 'removed']),
      }),
    ),
    toolCalls: z.strictObject({
      added: z.array(z.string()),
      removed: z.array(z.string()),
      newErrors: z.array(z.string()),
      fixedErrors: z.array(z.string()),
      orderChanged: z.boolean(),
    }),
    metrics: z.strictObject({ durationMs: metric, costUsd: metric, tokens: metric, toolCalls: metric, steps: metric }),
    workflowDiff: z.array(fieldDiff),
    catalogDiff: catalogDiff.nullable(),
  })
  .meta({ id: 'Comparison' });

const contributingCall = z
  .strictObject({
    callId: z.string(),
    eventId: z.string(),
    tool: z.string(),
    arguments: z.unknown(),
    isError: z.boolean(),
    blocked: z.boolean(),
    resultExcerpt: z.string().describe('At most 4 KiB'),
    durationMs: z.number().nullable(),
    why: z.enum(CALL_WHYS),
  })
  .meta({ id: 'ContributingToolCall' });

const suggestedAction = z
  .strictObject({
    action: z.enum(ACTION_NAMES),
    reason: z.string(),
    tool: z.string().optional().describe('Tool of the repair endpoint that does it'),
    arguments: z.record(z.string(), z.unknown()).optional().describe('What is known of its arguments'),
  })
  .meta({ id: 'SuggestedAction' });

const remediation = z
  .strictObject({
    subject: z.strictObject({ type: z.enum(REMEDY_SUBJECTS), id: z.string().nullable() }),
    field: z.string(),
    operation: z.enum(['add', 'remove', 'replace', 'move']),
    before: z.unknown().optional(),
    after: z.unknown().optional().describe('Absent where only a person can decide'),
    why: z.string(),
    evidence: z.array(z.string()).describe('Ids of runs, criteria, calls, events and versions'),
  })
  .meta({ id: 'Remediation' });

const similarFailure = z
  .strictObject({
    runId: z.string(),
    endedAt: time.nullable(),
    status: z.enum(RUN_STATUSES),
    classification: z.enum(CLASSIFICATIONS).nullable(),
    sharedCriteria: z.array(z.string()),
    url: z.string(),
  })
  .meta({ id: 'SimilarFailure' });

export const diagnosis = z
  .strictObject({
    runId: z.string(),
    workflowId: z.string(),
    version: summary.version,
    currentVersionId: z.string().nullable(),
    status: z.enum(RUN_STATUSES),
    error: runError.nullable(),
    classification: z.enum(CLASSIFICATIONS).nullable(),
    classificationEvidence,
    failingCriteria: z.array(criterionVerdict),
    contributingToolCalls: z.array(contributingCall),
    contributingEvents: z.array(z.strictObject({ eventId: z.string(), type: z.string(), excerpt: z.string() })),
    changesSinceBaseline: z.strictObject({
      baselineRunId: z.string().nullable(),
      workflow: z.array(fieldDiff),
      catalog: catalogDiff.nullable(),
    }),
    suggestedActions: z.array(suggestedAction),
    remediations: z.array(remediation),
    similarFailures: z.array(similarFailure),
    truncated: z.boolean(),
  })
  .meta({ id: 'Diagnosis' });
