// The stored message, checked when it is read back: it was written by us, perhaps by an older version.
import { z } from 'zod';
import type { DeliveryAddress } from '../channels/channel.ts';
import type { DeliveryTry } from '../delivery.ts';
import type { AlertMessage } from '../message.ts';

export const messageTypeShape = z.enum([
  'incident.opened',
  'incident.renotified',
  'incident.recovered',
  'catalog.breaking_change',
  'credential.expiring',
  'approval.requested',
  'test',
]) satisfies z.ZodType<AlertMessage['type']>;

const named = { id: z.string(), name: z.string() };

export const messageShape = z.object({
  type: messageTypeShape,
  timestamp: z.string(),
  organization: z.object({ ...named, slug: z.string() }),
  rule: z.object(named).nullable(),
  incident: z
    .object({
      id: z.string(),
      state: z.enum(['open', 'closed']),
      openedAt: z.string(),
      closedAt: z.string().nullable(),
      failureCount: z.number(),
    })
    .nullable(),
  target: z.object({ ...named, type: z.enum(['workflow', 'monitor', 'server']) }).nullable(),
  cause: z
    .object({
      runId: z.string().nullable(),
      checkId: z.string().nullable(),
      status: z.string(),
      classification: z.string().nullable(),
      message: z.string(),
    })
    .nullable(),
  summary: z.string(),
  url: z.string(),
}) satisfies z.ZodType<AlertMessage>;

export const addressShape = z.object({ channel: z.string(), recipientEmail: z.string() }).partial() satisfies z.ZodType<DeliveryAddress>;

export const triesShape = z.array(
  z.object({ at: z.string(), ok: z.boolean(), httpStatus: z.number().nullable(), error: z.string().nullable() }),
) satisfies z.ZodType<DeliveryTry[]>;
