// Destinations, rules, incidents and deliveries, as REST answers them (spec 03 §4–7).
import { z } from 'zod';
import { CLOSE_REASONS, DELIVERY_STATES, DESTINATION_KINDS, INCIDENT_STATES, RULE_STATES, RULE_TARGET_TYPES } from '#modules/alerts';
import { time } from './page.ts';

const destination = {
  id: z.string(),
  name: z.string(),
  kind: z.enum(DESTINATION_KINDS),
  config: z.strictObject({ teamId: z.string().optional(), teamName: z.string().optional(), urlHint: z.string().optional() }),
  status: z.enum(['ready', 'needs_reauth', 'not_configured']),
  statusDetail: z.string().nullable(),
  ruleCount: z.int(),
  createdAt: time,
  updatedAt: time,
};

export const alertDestination = z.strictObject(destination).meta({ id: 'AlertDestination' });

export const createdDestination = z
  .strictObject({ ...destination, secret: z.string().optional().describe('Of kind webhook; shown this once') })
  .meta({ id: 'CreatedAlertDestination' });

export const webhookSecret = z.strictObject({ secret: z.string().describe('Shown this once') }).meta({ id: 'WebhookSecret' });

export const destinationTest = z
  .strictObject({
    channel: z.string().optional().describe('For slack_oauth'),
    recipientEmail: z.string().optional().describe("For email; default: the caller's own"),
  })
  .meta({ id: 'AlertDestinationTest' });

export const alertRule = z
  .strictObject({
    id: z.string(),
    name: z.string(),
    targetType: z.enum(RULE_TARGET_TYPES),
    targetId: z.string(),
    targetName: z.string().nullable(),
    destinationId: z.string(),
    destinationName: z.string(),
    channel: z.string().nullable(),
    recipientEmail: z.string().nullable(),
    failAfter: z.int(),
    notifyRecovery: z.boolean(),
    renotifyMinutes: z.int().nullable(),
    mutedUntil: time.nullable(),
    state: z.enum(RULE_STATES),
    status: z.string().describe('Watching — never fired · Watching · Firing since … · Muted · Paused'),
    firingSince: time.nullable(),
    lastFiredAt: time.nullable(),
    createdAt: time,
    updatedAt: time,
  })
  .meta({ id: 'AlertRule' });

const cause = z.strictObject({
  runId: z.string().nullable(),
  checkId: z.string().nullable(),
  status: z.string(),
  classification: z.string().nullable(),
  message: z.string(),
});

export const incident = z
  .strictObject({
    id: z.string(),
    ruleId: z.string(),
    ruleName: z.string(),
    targetType: z.enum(['workflow', 'monitor']),
    targetId: z.string(),
    targetName: z.string(),
    state: z.enum(INCIDENT_STATES),
    openedAt: time,
    closedAt: time.nullable(),
    closeReason: z.enum(CLOSE_REASONS).nullable(),
    failureCount: z.int(),
    firstRef: z.string().describe('A run or a check'),
    lastRef: z.string(),
    cause,
  })
  .meta({ id: 'Incident' });

export const alertDelivery = z
  .strictObject({
    id: z.string(),
    ruleId: z.string().nullable(),
    ruleName: z.string().nullable(),
    destinationId: z.string(),
    destinationName: z.string(),
    incidentId: z.string().nullable(),
    type: z.enum([
      'incident.opened',
      'incident.renotified',
      'incident.recovered',
      'catalog.breaking_change',
      'credential.expiring',
      'approval.requested',
      'test',
    ]),
    targetName: z.string().nullable(),
    state: z.enum(DELIVERY_STATES),
    tries: z.array(z.strictObject({ at: time, ok: z.boolean(), httpStatus: z.int().nullable(), error: z.string().nullable() })),
    nextTryAt: time.nullable(),
    createdAt: time,
    endedAt: time.nullable(),
  })
  .meta({ id: 'AlertDelivery' });
