// What an audit log can be narrowed by; the page and the download ask alike.
import { z } from 'zod';

const term = z.string().trim().min(1, 'must not be empty').max(200, 'must have at most 200 characters');
const time = z.iso.datetime({ error: 'must be an ISO-8601 UTC time, such as 2026-01-31T09:30:00.000Z' });

export const auditFilterFields = {
  actorId: term.optional(),
  objectType: term.optional(),
  objectId: term.optional(),
  action: term.optional(),
  /** Exclusive. */
  before: time.optional(),
  /** Inclusive. */
  after: time.optional(),
};
