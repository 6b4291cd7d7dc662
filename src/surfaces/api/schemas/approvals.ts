// Calls that wait for a person, as REST answers them (spec 11 §7).
import { z } from 'zod';
import { APPROVAL_STATES, DECISIONS } from '#modules/codemode';
import { METHODS } from '#modules/sources';
import { caller } from './executions.ts';
import { time } from './page.ts';

const summary = {
  id: z.string(),
  sourceId: z.string(),
  sourceSlug: z.string(),
  executionId: z.string(),
  environment: z.string(),
  operationId: z.string(),
  state: z.enum(APPROVAL_STATES),
  askedBy: caller,
  intent: z.string().nullable().describe('What the script said it is for'),
  createdAt: time,
  expiresAt: time,
  decidedAt: time.nullable(),
  decidedBy: caller.nullable(),
};

export const approvalSummary = z.strictObject(summary).meta({ id: 'ApprovalSummary' });

export const approval = z
  .strictObject({
    ...summary,
    request: z
      .strictObject({
        method: z.enum(METHODS),
        url: z.string(),
        headers: z.record(z.string(), z.string()),
        body: z.string().nullable(),
        arguments: z.unknown(),
      })
      .nullable()
      .describe('Exactly what is sent on approval, but for the credential and other secrets; null where it cannot be shown any more'),
  })
  .meta({ id: 'Approval' });

export const decisionBody = z
  .strictObject({ decision: z.enum(DECISIONS), note: z.string().min(1).max(500).optional().describe('For the audit log') })
  .meta({ id: 'ApprovalDecision' });
