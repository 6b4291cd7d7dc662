// The dashboard's audit page, and its download.
import type { Hono } from 'hono';
import { exportAuditLog, listAuditLog } from '#modules/access';
import { parseInput } from '#kernel/parse-input';
import type { ApiEnv } from '../environment.ts';
import { ndjsonDownload } from '../ndjson.ts';
import { queryOf } from '../query.ts';
import { auditExportQuery, auditQuery } from '../schemas/audit.ts';
import { IN_ORG } from './session-door.ts';
import type { SessionDoor } from './session-door.ts';

export function auditRoutes(app: Hono<ApiEnv>, { inOrg }: SessionDoor): void {
  app.get(`${IN_ORG}/audit-log`, async (c) => c.json(await listAuditLog(await inOrg(c), parseInput(auditQuery, queryOf(c)))));
  app.get(`${IN_ORG}/audit-log/export`, async (c) => {
    const ctx = await inOrg(c);
    // Refused before anything is sent.
    const entries = exportAuditLog(ctx, parseInput(auditExportQuery, queryOf(c)));
    return ndjsonDownload(c, ctx, { fileName: `${ctx.org.slug}-audit-log.ndjson`, open: () => Promise.resolve(entries) });
  });
}
