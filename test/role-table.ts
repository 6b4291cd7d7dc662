// Who may use which route, from the role matrix and nothing else: one line per route. What is registered and not here fails the test.
import type { Role } from '#kernel/role';

/**
 * `rest`: sessions and keys alike. `org`: members' sessions only. `account`: any session. `public`: anyone, but below
 * `/api/app` nobody with a key.
 */
export interface Row {
  readonly kind: 'rest' | 'org' | 'account' | 'public';
  readonly needs: Role;
  /** An object for this call alone, because the call uses it up. */
  readonly fresh?: Fresh;
  /** Default for what changes something: a body that no schema accepts. What is permitted is then 400, and nothing changed. `null` for none. */
  readonly body?: unknown;
  /** What someone of another organization sends: good enough to get as far as the object. Default: nothing. */
  readonly real?: unknown;
  readonly query?: string;
  /** Nobody with a key may, whatever its role. */
  readonly peopleOnly?: boolean;
  /** What those who may are answered when there is nothing to find. */
  readonly finds?: 'nothing';
}

export type Fresh =
  | 'server'
  | 'profile'
  | 'workflow'
  | 'monitor'
  | 'window'
  | 'source'
  | 'sourceSecret'
  | 'rule'
  | 'destination'
  | 'model'
  | 'key'
  | 'member'
  | 'invitation'
  | 'ingestKey'
  | 'app'
  | 'session';
type Extras = Omit<Row, 'kind' | 'needs'>;

const rest = (needs: Role, extras: Extras = {}): Row => ({ kind: 'rest', needs, ...extras });
const org = (needs: Role, extras: Extras = {}): Row => ({ kind: 'org', needs, ...extras });
const account = (extras: Extras = {}): Row => ({ kind: 'account', needs: 'viewer', ...extras });
const open = (extras: Extras = {}): Row => ({ kind: 'public', needs: 'viewer', ...extras });

const V1 = '/api/armature/v1';
const SERVER = `${V1}/mcp-servers/:serverId`;
const WORKFLOW = `${V1}/workflows/:workflowId`;
const RUN = `${V1}/runs/:runId`;
const PROPOSAL = `${V1}/workflow-change-proposals/:proposalId`;
const MONITOR = `${V1}/monitors/:monitorId`;
const RULE = `${V1}/alert-rules/:ruleId`;
const DESTINATION = `${V1}/alert-destinations/:destinationId`;
const SOURCE = `${V1}/sources/:sourceSlug`;
const BUNDLES = '/api/openapi-artifacts';
/** A connection that asks the API nothing. */
const UNASKED = { connection: { validationMode: 'presence_only' } };
const ORG = '/api/app/o/:slug';

export const ROLE_TABLE: Readonly<Record<string, Row>> = {
  // everyone
  'GET /healthz': open(),
  'GET /readyz': open(),
  [`GET ${V1}/openapi`]: open(),
  'GET /sign-in/local': open(),
  'GET /*': open(),

  // see everything
  [`GET ${V1}/org`]: rest('viewer'),
  [`GET ${V1}/org/health`]: rest('viewer'),
  [`GET ${V1}/mcp-servers`]: rest('viewer'),
  [`GET ${V1}/client-configs`]: rest('viewer'),
  [`GET ${SERVER}`]: rest('viewer'),
  [`GET ${SERVER}/catalog`]: rest('viewer'),
  [`GET ${SERVER}/snapshots`]: rest('viewer'),
  [`GET ${SERVER}/diff`]: rest('viewer', { query: '?from=snap_1&to=snap_2' }),
  [`GET ${SERVER}/auth-profiles`]: rest('viewer'),
  [`GET ${V1}/workflows`]: rest('viewer'),
  [`GET ${WORKFLOW}`]: rest('viewer'),
  [`GET ${WORKFLOW}/versions`]: rest('viewer'),
  [`GET ${WORKFLOW}/versions/:versionId`]: rest('viewer'),
  // nothing is kept of what is only checked
  [`POST ${V1}/workflows/check`]: rest('viewer'),
  [`GET ${V1}/runs`]: rest('viewer'),
  [`GET ${RUN}`]: rest('viewer'),
  [`GET ${RUN}/trace`]: rest('viewer'),
  [`GET ${RUN}/evaluation`]: rest('viewer'),
  [`GET ${RUN}/tool-calls`]: rest('viewer'),
  [`GET ${RUN}/artifacts`]: rest('viewer'),
  [`GET ${RUN}/diagnosis`]: rest('viewer'),
  [`GET ${RUN}/compare`]: rest('viewer', { query: '?baselineRunId=:runId' }),
  [`GET ${V1}/workflow-change-proposals`]: rest('viewer'),
  // whoever may look may propose: nothing changes until somebody applies it
  [`POST ${V1}/workflow-change-proposals`]: rest('viewer'),
  [`GET ${PROPOSAL}`]: rest('viewer'),
  [`GET ${V1}/models`]: rest('viewer'),
  [`GET ${ORG}/runs/:runId/live`]: org('viewer'),
  // where mails are sent, and without Slack, there is nothing
  [`GET ${ORG}/inbox`]: org('viewer', { finds: 'nothing' }),
  [`GET ${ORG}/inbox/:mailId`]: org('viewer', { finds: 'nothing' }),
  [`DELETE ${ORG}/inbox`]: org('editor', { finds: 'nothing' }),
  [`GET ${SERVER}/monitor-suggestions`]: rest('viewer'),
  [`GET ${SERVER}/changes`]: rest('viewer'),
  [`GET ${SERVER}/findings`]: rest('viewer'),
  [`GET ${SERVER}/syncs`]: rest('viewer'),
  [`GET ${SERVER}/coverage`]: rest('viewer'),
  [`GET ${SERVER}/maintenance-windows`]: rest('viewer'),
  [`GET ${V1}/changes`]: rest('viewer'),
  [`GET ${V1}/coverage`]: rest('viewer'),
  [`GET ${V1}/monitors`]: rest('viewer'),
  [`GET ${MONITOR}`]: rest('viewer'),
  [`GET ${MONITOR}/checks`]: rest('viewer'),
  [`GET ${MONITOR}/series`]: rest('viewer'),
  [`GET ${V1}/alert-destinations`]: rest('viewer'),
  [`GET ${V1}/alert-rules`]: rest('viewer'),
  [`GET ${RULE}`]: rest('viewer'),
  [`GET ${V1}/incidents`]: rest('viewer'),
  [`GET ${V1}/alert-deliveries`]: rest('viewer'),
  [`GET ${V1}/status-page`]: rest('viewer'),
  [`GET ${V1}/sources`]: rest('viewer'),
  [`GET ${SOURCE}/executions`]: rest('viewer'),
  [`GET ${V1}/approvals`]: rest('viewer'),
  [`GET ${V1}/approvals/:approvalId`]: rest('viewer'),
  // what agents may do with a key of any role
  [`POST ${SOURCE}/search`]: rest('viewer', { real: { query: 'pets' } }),
  [`POST ${SOURCE}/check`]: rest('viewer', { real: { code: 'return 1;' } }),
  [`POST ${SOURCE}/execute`]: rest('viewer', { real: { code: 'return 1;' } }),
  [`GET ${SOURCE}`]: rest('viewer'),
  [`GET ${BUNDLES}`]: rest('viewer'),
  [`GET ${BUNDLES}/:bundleId`]: rest('viewer'),
  [`GET ${BUNDLES}/:bundleId/diff`]: rest('viewer', { query: '?against=:bundleId' }),
  [`GET ${V1}/config`]: rest('viewer'),
  // nothing is kept of what is only planned
  [`POST ${V1}/config/plan`]: rest('viewer'),

  // servers, auth profiles, probe; workflows, run, cancel
  [`POST ${V1}/mcp-servers`]: rest('editor'),
  [`POST ${V1}/mcp-servers/test-connection`]: rest('editor'),
  [`POST ${V1}/mcp-servers/import`]: rest('editor'),
  [`PATCH ${SERVER}`]: rest('editor', { real: { name: 'x' } }),
  [`DELETE ${SERVER}`]: rest('editor', { fresh: 'server' }),
  [`POST ${SERVER}/probe`]: rest('editor'),
  [`POST ${SERVER}/auth-profiles`]: rest('editor', { real: { name: 'x', kind: 'none' } }),
  [`PATCH ${SERVER}/auth-profiles/:profileId`]: rest('editor', { real: { name: 'x' } }),
  [`DELETE ${SERVER}/auth-profiles/:profileId`]: rest('editor', { fresh: 'profile' }),
  [`POST ${ORG}/servers/:serverId/auth-profiles/:profileId/connect`]: org('editor', { body: null }),
  [`POST ${V1}/workflows`]: rest('editor'),
  [`PATCH ${WORKFLOW}`]: rest('editor', { real: { name: 'x' } }),
  [`DELETE ${WORKFLOW}`]: rest('editor', { fresh: 'workflow' }),
  [`POST ${WORKFLOW}/versions/:versionId/restore`]: rest('editor'),
  [`POST ${WORKFLOW}/runs`]: rest('editor'),
  [`POST ${RUN}/cancel`]: rest('editor'),
  [`POST ${RUN}/rerun`]: rest('editor'),
  [`POST ${PROPOSAL}/apply`]: rest('editor'),
  [`POST ${SERVER}/changes/accept`]: rest('editor'),
  // at most once a minute: each call is about a server that was not examined yet
  [`POST ${SERVER}/examine`]: rest('editor', { fresh: 'server' }),
  [`POST ${SERVER}/maintenance-windows`]: rest('editor', {
    real: { title: 'x', kind: 'weekly', weekdays: [7], startTime: '03:00', durationMinutes: 60, timezone: 'UTC' },
  }),
  [`PATCH ${SERVER}/maintenance-windows/:windowId`]: rest('editor', { real: { title: 'x' } }),
  [`DELETE ${SERVER}/maintenance-windows/:windowId`]: rest('editor', { fresh: 'window' }),

  // monitors and alert rules
  [`POST ${V1}/monitors`]: rest('editor'),
  [`POST ${V1}/monitors/test`]: rest('editor'),
  [`PATCH ${MONITOR}`]: rest('editor', { real: { name: 'x' } }),
  [`DELETE ${MONITOR}`]: rest('editor', { fresh: 'monitor' }),
  [`POST ${MONITOR}/check`]: rest('editor'),
  [`POST ${V1}/alert-rules`]: rest('editor'),
  [`PATCH ${RULE}`]: rest('editor', { real: { name: 'x' } }),
  [`DELETE ${RULE}`]: rest('editor', { fresh: 'rule' }),
  [`POST ${V1}/alert-deliveries/:deliveryId/retry`]: rest('editor'),
  [`POST ${V1}/config/apply`]: rest('editor'),
  [`GET ${ORG}/slack/:destinationId/channels`]: org('editor'),

  // sources, uploads: keys sign them
  [`POST ${V1}/sources`]: rest('editor'),
  [`PATCH ${SOURCE}`]: rest('editor', { real: { name: 'x' } }),
  [`POST ${SOURCE}/activate`]: rest('editor', { body: null }),
  [`POST ${SOURCE}/pause`]: rest('editor', { body: null }),
  [`PUT ${SOURCE}/connection`]: rest('editor', { real: UNASKED }),
  // nothing is kept of what is only tried
  [`POST ${SOURCE}/connection/check`]: rest('editor', { real: UNASKED }),
  [`GET ${SOURCE}/secrets`]: rest('editor'),
  [`POST ${BUNDLES}/upload`]: rest('editor'),
  // what an agent asks for, no agent decides
  [`POST ${V1}/approvals/:approvalId/decide`]: rest('editor', { peopleOnly: true, real: { decision: 'approve' } }),

  // delete a source, its secrets, what agents are served
  [`DELETE ${SOURCE}`]: rest('admin', { fresh: 'source' }),
  [`PUT ${SOURCE}/secrets/:secretName`]: rest('admin', { real: { value: 'x' } }),
  [`DELETE ${SOURCE}/secrets/:secretName`]: rest('admin', { fresh: 'sourceSecret' }),
  [`POST ${BUNDLES}/:bundleId/promote`]: rest('admin', { body: null }),

  // sync, destinations, status page, models, audit log
  [`POST ${SERVER}/sync`]: rest('admin'),
  [`POST ${V1}/alert-destinations`]: rest('admin'),
  [`PATCH ${DESTINATION}`]: rest('admin', { real: { name: 'x' } }),
  [`DELETE ${DESTINATION}`]: rest('admin', { fresh: 'destination' }),
  [`POST ${ORG}/slack/connect`]: org('admin'),
  [`POST ${DESTINATION}/test`]: rest('admin'),
  [`POST ${DESTINATION}/rotate-secret`]: rest('admin'),
  [`PUT ${V1}/status-page`]: rest('admin'),
  [`POST ${V1}/models`]: rest('admin'),
  [`PATCH ${V1}/models/:modelId`]: rest('admin', { real: { active: false } }),
  [`DELETE ${V1}/models/:modelId`]: rest('admin', { fresh: 'model' }),
  [`POST ${V1}/models/:modelId/test`]: rest('admin'),
  [`GET ${V1}/audit-log`]: rest('admin'),
  [`GET ${ORG}/audit-log`]: org('admin'),
  [`GET ${ORG}/audit-log/export`]: org('admin'),

  // members, invitations, settings, ingest keys: what only admins make, only admins list
  [`GET ${ORG}/members`]: org('viewer'),
  [`PATCH ${ORG}/members/:userId`]: org('admin', { real: { role: 'viewer' } }),
  [`DELETE ${ORG}/members/:userId`]: org('admin', { fresh: 'member' }),
  [`POST ${ORG}/leave`]: org('viewer'),
  [`GET ${ORG}/invitations`]: org('admin'),
  [`POST ${ORG}/invitations`]: org('admin'),
  [`POST ${ORG}/invitations/:invitationId/resend`]: org('admin', { fresh: 'invitation', body: null }),
  [`DELETE ${ORG}/invitations/:invitationId`]: org('admin', { fresh: 'invitation' }),
  [`GET ${ORG}/settings`]: org('admin'),
  [`PATCH ${ORG}/settings`]: org('admin'),
  [`GET ${ORG}/ingest-keys`]: org('admin'),
  [`POST ${ORG}/ingest-keys`]: org('admin'),
  [`DELETE ${ORG}/ingest-keys/:ingestKeyId`]: org('admin', { fresh: 'ingestKey' }),

  // one's own keys; another's key is for admins to end
  [`GET ${ORG}/keys`]: org('viewer'),
  [`POST ${ORG}/keys`]: org('viewer'),
  [`DELETE ${ORG}/keys/:keyId`]: org('admin', { fresh: 'key' }),

  // one's own apps are on the account page; those of all are for admins to see and end
  [`GET ${ORG}/apps`]: org('admin'),
  [`DELETE ${ORG}/apps/:appId`]: org('admin', { fresh: 'app' }),

  // transfer ownership, delete, take everything along
  [`GET ${ORG}/ownership`]: org('viewer'),
  [`POST ${ORG}/ownership`]: org('owner'),
  [`DELETE ${ORG}/ownership`]: org('owner', { finds: 'nothing' }),
  [`POST ${ORG}/ownership/accept`]: org('viewer'),
  [`GET ${ORG}/export`]: org('owner'),
  [`DELETE ${ORG}`]: org('owner', { body: { slug: 'another' } }),

  // a person's own account
  'GET /api/app/session': account(),
  'POST /api/app/sign-out': account({ fresh: 'session' }),
  'GET /api/app/account': account(),
  'PATCH /api/app/account': account(),
  'POST /api/app/account/organizations': account(),
  'POST /api/app/account/password': account(),
  'GET /api/app/account/sessions': account(),
  'DELETE /api/app/account/sessions': account(),
  'DELETE /api/app/account/sessions/:sessionId': account({ finds: 'nothing' }),
  'GET /api/app/account/apps': account(),
  'DELETE /api/app/account/apps/:appId': account({ finds: 'nothing' }),
  'GET /api/app/authorize': account(),
  'POST /api/app/authorize': account(),
  'POST /api/app/account/two-factor': account(),
  'POST /api/app/account/two-factor/backup-codes': account(),
  'POST /api/app/account/two-factor/confirm': account(),
  'POST /api/app/account/two-factor/disable': account(),
  'POST /api/app/invitations/:token/accept': account({ finds: 'nothing', body: null }),

  // before anybody is signed in
  'GET /api/app/invitations/:token': open({ finds: 'nothing' }),
  'GET /api/app/auth/options': open(),
  'POST /api/app/auth/sign-up': open(),
  'POST /api/app/auth/sign-in': open(),
  'POST /api/app/auth/two-factor': open(),
  'POST /api/app/auth/verify-email': open(),
  'POST /api/app/auth/forgot-password': open(),
  'POST /api/app/auth/resend-verification': open(),
  'POST /api/app/auth/reset-password': open(),
  'GET /api/app/auth/provider/:provider': open({ finds: 'nothing' }),
  'GET /api/auth/callback/:provider': open({ finds: 'nothing' }),
  // for applications, which have no credential yet
  'GET /.well-known/oauth-protected-resource': open(),
  'GET /.well-known/oauth-protected-resource/api/mcp': open(),
  'GET /.well-known/oauth-authorization-server': open(),
  'GET /.well-known/oauth-authorization-server/api/mcp': open(),
  'GET /.well-known/openid-configuration': open(),
  'GET /.well-known/openid-configuration/api/mcp': open(),
  'POST /oauth/register': open(),
  'POST /oauth/token': open(),
  'POST /oauth/revoke': open(),
  // published over https only
  'GET /oauth/client.json': open({ finds: 'nothing' }),
  // leads whoever is not signed in to the sign-in page
  'GET /oauth/callback': open(),
  'GET /slack/callback': open(),
};

/** Registered for every method: guards, the answer 404, and the answer 405 of a path that is in the table. */
export const FOR_EVERY_METHOD: readonly string[] = ['/*', '/api/*', '/.well-known/*'];
