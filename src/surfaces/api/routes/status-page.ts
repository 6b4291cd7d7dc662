// The organization's public status page: read and saved whole.
import { getStatusPage, saveStatusPage, statusPageInput } from '#modules/status-pages';
import { defineRoute } from '../route.ts';
import { statusPage } from '../schemas/status-page.ts';

export const statusPageRoutes = [
  defineRoute({
    method: 'get',
    path: '/status-page',
    operationId: 'getStatusPage',
    tag: 'org',
    summary: 'The public status page, or a proposal before it is saved',
    role: 'viewer',
    result: statusPage,
    handle: (ctx) => getStatusPage(ctx),
  }),
  defineRoute({
    method: 'put',
    path: '/status-page',
    operationId: 'saveStatusPage',
    tag: 'org',
    summary: 'Saves the public status page, whole',
    role: 'admin',
    body: statusPageInput,
    result: statusPage,
    errors: ['conflict', 'secret_in_arguments'],
    handle: (ctx, { body }) => saveStatusPage(ctx, body),
  }),
];
