// diagnose_run: why a run did not pass, from stored evidence and fixed rules alone.
import { z } from 'zod';
import { ACTION_NAMES, CALL_WHYS, diagnoseRun, REMEDY_SUBJECTS } from '#modules/runs';
import { defineRepairTool, READS } from '../define-repair-tool.ts';
import { catalogDiff, fieldDiff } from '../schemas/changes.ts';
import { classification, classificationEvidence, gradedCriterion, runStatus, toolCallFields } from '../schemas/runs.ts';
import { idArgument, time } from '../schemas/values.ts';

export const diagnoseRunTool = defineRepairTool({
  name: 'diagnose_run',
  title: 'Diagnose a run',
  description:
    'Says why a finished run did not pass: whose fault it is (classification) and on what evidence, the criteria that failed, the calls and events that ' +
    'decided them, what changed in the workflow and in the server since the last good run, earlier failures of the same kind, and which fields to change. ' +
    'Follows from stored evidence by fixed rules; no model is asked. If the classification is server, network, platform or credential, ' +
    'do not patch the workflow: report it. If it is test, schema, model or judge, propose_workflow_patch can help; cite the ids you find here as evidence.',
  role: 'viewer',
  annotations: READS,
  subject: 'runId',
  input: { runId: idArgument('A finished run: run_<uuid>, or the bare UUID') },
  output: z.object({
    runId: z.string(),
    workflowId: z.string(),
    version: z.object({ id: z.string(), number: z.int().nullable() }).describe('What the run ran; number null for a trial'),
    currentVersionId: z
      .string()
      .nullable()
      .describe('baseVersionId of a proposal; if it is another than version.id, look at the workflow as it is now'),
    status: runStatus,
    error: z.object({ kind: z.string(), message: z.string() }).nullable(),
    classification: classification.nullable(),
    classificationEvidence,
    failingCriteria: z.array(gradedCriterion).describe('Verdict fail or partial'),
    contributingToolCalls: z.array(z.object({ ...toolCallFields, why: z.enum(CALL_WHYS).describe('Of several the first') })),
    contributingEvents: z.array(z.object({ eventId: z.string(), type: z.string(), excerpt: z.string() })),
    changesSinceBaseline: z
      .object({ baselineRunId: z.string().nullable(), workflow: z.array(fieldDiff), catalog: catalogDiff.nullable() })
      .describe('Since the last run that passed'),
    suggestedActions: z.array(
      z.object({
        action: z.enum(ACTION_NAMES),
        reason: z.string(),
        tool: z.string().nullable().describe('The tool of this endpoint that does it; null where a person must'),
        arguments: z.record(z.string(), z.unknown()).nullable().describe('What is known of its arguments; the rest is yours'),
      }),
    ),
    remediations: z
      .array(
        z.object({
          subject: z.object({ type: z.enum(REMEDY_SUBJECTS), id: z.string().nullable() }).describe('What the field belongs to'),
          field: z.string().describe('Path in the workflow spec, or in the server or profile'),
          operation: z.enum(['add', 'remove', 'replace', 'move']),
          before: z.unknown().optional(),
          after: z.unknown().optional().describe('Left out where only a person can decide'),
          why: z.string(),
          evidence: z.array(z.string()).describe('Ids that show it; all but those of versions can be cited in a proposal'),
        }),
      )
      .describe('Which field to change and why. They follow from rules: judge each before you use it'),
    similarFailures: z
      .array(
        z.object({
          runId: z.string(),
          endedAt: time.nullable(),
          status: runStatus,
          classification: classification.nullable(),
          sharedCriteria: z.array(z.string()).describe('Ids of criteria that failed in both'),
          url: z.string(),
        }),
      )
      .describe('Earlier runs of the workflow that failed alike'),
    truncated: z.boolean().describe('Something was cut; the whole trace is armature://runs/{runId}/trace'),
  }),
  run: async (ctx, input) => {
    const { suggestedActions, ...diagnosis } = await diagnoseRun(ctx, input);
    return {
      ...diagnosis,
      suggestedActions: suggestedActions.map((one) => ({ ...one, tool: one.tool ?? null, arguments: one.arguments ?? null })),
    };
  },
});
