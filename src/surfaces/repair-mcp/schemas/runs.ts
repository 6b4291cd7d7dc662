// Runs as the repair endpoint answers them (spec 04 §3).
import { z } from 'zod';
import { CLASSIFICATIONS, ERROR_KINDS, RUN_STATUSES } from '#modules/runs';
import { time, verdict } from './values.ts';

export const runStatus = z.enum(RUN_STATUSES);
export const classification = z.enum(CLASSIFICATIONS);

const summaryFields = {
  runId: z.string(),
  workflowId: z.string(),
  workflowName: z.string(),
  mcpServerId: z.string(),
  modelId: z.string(),
  status: runStatus,
  classification: classification.nullable().describe('Whose fault it is; null while unfinished and for a pass'),
  triggerType: z.enum(['scheduled', 'manual']),
  reason: z.string(),
  startedAt: time.nullable(),
  endedAt: time.nullable(),
  durationMs: z.number().nullable(),
  trial: z.object({ proposalId: z.string() }).nullable().describe('Set for a run of a proposal that is not applied'),
  url: z.string().describe('For a person'),
};

export const runSummary = z.object(summaryFields);

const error = z.object({ kind: z.enum(ERROR_KINDS), message: z.string() });

const inspectedRunFields = {
  run: z.object({
    ...summaryFields,
    version: z.object({ id: z.string(), number: z.int().nullable() }).describe('Of the workflow; number null for a trial'),
    prompt: z.string(),
    finalAnswer: z.string().nullable(),
    error: error.nullable(),
    costUsd: z.number().nullable(),
    tokens: z.object({ in: z.int(), out: z.int() }),
    attempts: z.array(
      z.object({ attempt: z.int(), status: z.string(), error: error.nullable(), startedAt: time, endedAt: time.nullable() }),
    ),
    baselineRunId: z.string().nullable(),
  }),
};

export const gradedCriterion = z.object({
  criterionId: z.string(),
  position: z.int(),
  criterionText: z.string(),
  isRequired: z.boolean(),
  kind: z.enum(['judge', 'check']),
  verdict: verdict.nullable(),
  reasoning: z.string().nullable(),
  agreement: z.number().nullable(),
  evidence: z.array(z.object({ eventId: z.string(), excerpt: z.string() })),
});

export const toolCallFields = {
  callId: z.string(),
  eventId: z.string(),
  tool: z.string(),
  arguments: z.unknown(),
  isError: z.boolean(),
  blocked: z.boolean(),
  resultExcerpt: z.string().nullable(),
  durationMs: z.number().nullable(),
};

export const classificationEvidence = z.array(z.object({ type: z.string(), id: z.string(), note: z.string() }));

export const inspectedRun = z.object({
  ...inspectedRunFields,
  criteria: z.array(gradedCriterion),
  toolCalls: z.array(z.object(toolCallFields)).describe('At most 200'),
  evaluation: z.object({ judgeModelId: z.string(), samples: z.int(), summary: z.string() }).nullable(),
  classificationEvidence,
  truncated: z.boolean().describe('Something was cut; the whole trace is armature://runs/{runId}/trace'),
});

export const startedRunsFields = {
  runId: z.string().describe('The first of runs'),
  runs: z.array(
    z.object({
      runId: z.string(),
      modelId: z.string(),
      status: runStatus,
      deduplicated: z.boolean().describe('A run with this key existed already; no new one was started'),
      url: z.string(),
    }),
  ),
};
