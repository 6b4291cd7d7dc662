// The audit log over HTTP: what may be asked, and one row (spec 09 §6).
import { z } from 'zod';
import { pageQuery, time } from './page.ts';

/** Text here; what may stand in it the verb decides. */
const auditFilter = {
  actorId: z.string().optional(),
  objectType: z.string().optional(),
  objectId: z.string().optional(),
  action: z.string().optional(),
  before: z.string().optional().meta({ description: 'Entries before this time (ISO 8601, UTC)' }),
  after: z.string().optional().meta({ description: 'Entries at or after this time (ISO 8601, UTC)' }),
};

export const auditQuery = z.strictObject({ ...pageQuery, ...auditFilter });
export const auditExportQuery = z.strictObject(auditFilter);

const fields = z.record(z.string(), z.unknown()).nullable();

export const auditEntry = z
  .strictObject({
    id: z.string(),
    at: time,
    actor: z.strictObject({ type: z.enum(['user', 'key', 'system']), id: z.string(), name: z.string() }),
    action: z.string(),
    objectType: z.string(),
    objectId: z.string(),
    before: fields,
    after: fields,
    ip: z.string().nullable(),
    userAgent: z.string().nullable(),
    requestId: z.string().nullable(),
    note: z.string().nullable(),
  })
  .meta({ id: 'AuditEntry' });
