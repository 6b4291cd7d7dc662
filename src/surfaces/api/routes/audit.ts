// GET /audit-log: every change, newest first (spec 09 §6).
import { listAuditLog } from '#modules/access';
import { defineRoute } from '../route.ts';
import { auditEntry, auditQuery } from '../schemas/audit.ts';
import { pageOf } from '../schemas/page.ts';

export const auditRoutes = [
  defineRoute({
    method: 'get',
    path: '/audit-log',
    operationId: 'listAuditLog',
    tag: 'audit',
    summary: 'Every change: who, when, what was before and after',
    role: 'admin',
    query: auditQuery,
    result: pageOf(auditEntry),
    handle: (ctx, { query }) => listAuditLog(ctx, query),
  }),
];
