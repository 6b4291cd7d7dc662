// The addresses of the pages. Nothing else in the dashboard spells one.
import { queryText } from './query-text.ts';
import type { Query } from './query-text.ts';

const page =
  (path: string) =>
  (org: string, query?: Query): string =>
    `/o/${org}${path}${queryText(query)}`;

const entry =
  (path: string) =>
  (query?: Query): string =>
    `${path}${queryText(query)}`;

const pageOf =
  (folder: string) =>
  (org: string, id: string, query?: Query): string =>
    `/o/${org}/${folder}/${encodeURIComponent(id)}${queryText(query)}`;

export const paths = {
  root: '/',
  signIn: entry('/sign-in'),
  twoFactor: '/two-factor',
  signUp: entry('/sign-up'),
  forgotPassword: '/forgot-password',
  verifyEmail: '/verify-email',
  invitation: (token: string): string => `/invitation${queryText({ token })}`,
  welcome: '/welcome',
  account: entry('/account'),
  gallery: '/_gallery',
  overview: page(''),
  servers: page('/servers'),
  server: pageOf('servers'),
  workflows: page('/workflows'),
  newWorkflow: page('/workflows/new'),
  workflow: pageOf('workflows'),
  proposals: page('/proposals'),
  proposal: pageOf('proposals'),
  runs: page('/runs'),
  run: pageOf('runs'),
  monitors: page('/monitors'),
  newMonitors: page('/monitors/new'),
  monitor: pageOf('monitors'),
  alerts: page('/alerts'),
  sources: page('/sources'),
  source: pageOf('sources'),
  approvals: page('/approvals'),
  approval: pageOf('approvals'),
  changes: page('/changes'),
  inbox: page('/inbox'),
  compare: (org: string, runId: string, baselineId: string): string => `/o/${org}/runs/${runId}/compare/${baselineId}`,
  settings: page('/settings/general'),
  models: page('/settings/models'),
  keys: page('/settings/api-keys'),
  members: page('/settings/members'),
  audit: page('/settings/audit'),
  statusPage: page('/settings/status-page'),
} as const;

/** The patterns of the router, one for each address above. */
export const patterns = {
  signIn: '/sign-in',
  twoFactor: '/two-factor',
  signUp: '/sign-up',
  forgotPassword: '/forgot-password',
  resetPassword: '/reset-password',
  verifyEmail: '/verify-email',
  invitation: '/invitation',
  welcome: '/welcome',
  account: '/account',
  authorize: '/authorize',
  runShortcut: '/runs/$runId',
  gallery: '/_gallery',
  org: '/o/$org',
  overview: '/',
  servers: 'servers',
  server: 'servers/$serverId',
  workflows: 'workflows',
  newWorkflow: 'workflows/new',
  workflow: 'workflows/$workflowId',
  proposals: 'proposals',
  proposal: 'proposals/$proposalId',
  runs: 'runs',
  run: 'runs/$runId',
  monitors: 'monitors',
  newMonitors: 'monitors/new',
  monitor: 'monitors/$monitorId',
  alerts: 'alerts',
  sources: 'sources',
  source: 'sources/$slug',
  approvals: 'approvals',
  approval: 'approvals/$approvalId',
  changes: 'changes',
  inbox: 'inbox',
  compare: 'runs/$runId/compare/$baselineId',
  settings: 'settings/general',
  models: 'settings/models',
  keys: 'settings/api-keys',
  members: 'settings/members',
  audit: 'settings/audit',
  statusPage: 'settings/status-page',
} as const;
