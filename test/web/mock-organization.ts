// What the mock API knows of an organization's people, its audit log, its ingest keys and its OAuth profiles.
import { profiles, servers } from './mock-data.ts';

interface Answer {
  readonly status?: number;
  readonly body: unknown;
}
type Route = readonly [RegExp, (match: readonly string[], query: URLSearchParams, body: Readonly<Record<string, unknown>>) => Answer];

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const ago = (ms: number): string => new Date(Date.now() - ms).toISOString();

export const members = [
  { userId: 'usr_ada', name: 'Ada Byron', email: 'ada@example.com', role: 'owner', joinedAt: ago(40 * DAY), isYou: true },
  { userId: 'usr_ben', name: 'Ben Turing', email: 'ben@example.com', role: 'editor', joinedAt: ago(12 * DAY), isYou: false },
  {
    userId: 'usr_vera',
    name: 'Vera Molnár-Featherstonehaugh of the Observability Guild',
    email: 'vera.molnar-featherstonehaugh@observability.example.com',
    role: 'viewer',
    joinedAt: ago(3 * DAY),
    isYou: false,
  },
];

const invitations = [
  {
    id: 'inv_mail',
    email: 'cleo@example.com',
    role: 'viewer',
    invitedBy: 'Ada Byron',
    createdAt: ago(DAY),
    expiresAt: ago(-6 * DAY),
    state: 'pending',
    mailState: 'sent',
  },
  {
    id: 'inv_link',
    email: null,
    role: 'editor',
    invitedBy: 'Ada Byron',
    createdAt: ago(9 * DAY),
    expiresAt: ago(2 * DAY),
    state: 'expired',
    mailState: 'none',
  },
];

const ISOLATION = {
  engine: 'quickjs',
  engineVersion: '3.0.2',
  bubblewrap: false,
  prlimit: true,
  ownNetwork: true,
  ownProcesses: true,
  ownUser: true,
  outsideWatch: true,
  canPause: true,
  missing: ['Bubblewrap is not installed or not allowed here: the sandbox shares the file system, which it may read only in part.'],
};

export const INVITATION_URL = 'https://armature.example.com/invitation?token=mock-token-of-an-invitation-0123456789';

export const ingestKeys = [
  {
    id: 'key_a1B2c3D4e5F6',
    serverId: 'mcp_01store',
    name: 'production',
    tokenPrefix: 'ami_a1B2c3D4e5F6…',
    createdBy: { userId: 'usr_ada', name: 'Ada Byron' },
    createdAt: ago(5 * DAY),
    lastUsedAt: ago(MINUTE),
  },
];

const entry = (index: number, change: object) => ({
  id: `aud_${String(index).padStart(4, '0')}`,
  at: ago(index * 37 * MINUTE),
  actor: { type: 'user', id: 'usr_ada', name: 'Ada Byron' },
  action: 'workflow.update',
  objectType: 'workflow',
  objectId: 'wf_lookup',
  before: { name: 'Order lookup', prompt: 'Find order A-1001.' },
  after: { name: 'Order lookup', prompt: 'Find order A-1001 and name its status.' },
  ip: '127.0.0.1',
  userAgent: 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36',
  requestId: 'req_0f7c2d9a',
  note: null,
  ...change,
});

const SPECIAL: readonly object[] = [
  {},
  {
    action: 'auth_profile.update',
    objectType: 'auth_profile',
    objectId: 'auth_1',
    before: { name: 'Default', value: '[secret]' },
    after: { name: 'Default', value: '[secret]' },
  },
  {
    actor: { type: 'key', id: 'key_a1B2c3D4e5F6', name: 'ci-runner' },
    action: 'run.start',
    objectType: 'run',
    objectId: 'run_00000000-0000-4000-8000-000000000002',
    before: null,
    after: { reason: 'ci' },
  },
  {
    actor: { type: 'system', id: 'scheduler', name: 'scheduler' },
    action: 'retention.sweep',
    objectType: 'organization',
    objectId: 'org_demo',
    before: null,
    after: null,
    ip: null,
    userAgent: null,
    requestId: null,
    note: '12 runs older than 30 days were erased.',
  },
  {
    action: 'ownership.offer',
    objectType: 'organization',
    objectId: 'org_demo',
    before: null,
    after: { toUserId: 'usr_ben', toName: 'Ben Turing' },
  },
];

const auditLog = Array.from({ length: 60 }, (_, index) => entry(index, SPECIAL[index] ?? {}));

function auditPage(query: URLSearchParams): Answer {
  const page = Number(query.get('page') ?? '1');
  const same = (name: string, value: string): boolean => query.get(name) === null || query.get(name) === value;
  const rows = auditLog.filter(
    (one) =>
      same('actorId', one.actor.id) &&
      same('objectType', one.objectType) &&
      same('objectId', one.objectId) &&
      same('action', one.action) &&
      one.at >= (query.get('after') ?? '') &&
      one.at < (query.get('before') ?? '9'),
  );
  return { body: { rows: rows.slice((page - 1) * 25, page * 25), page, pageSize: 25, total: rows.length } };
}

const NO_OFFER = { offer: null };
export const offerTo = (isToYou: boolean) => ({
  offer: {
    toUserId: isToYou ? 'usr_ada' : 'usr_ben',
    toName: isToYou ? 'Ada Byron' : 'Ben Turing',
    expiresAt: '2027-01-31T09:15:00.000Z',
    isToYou,
  },
});

const OAUTH = {
  kind: 'oauth_authorization_code',
  headerName: null,
  oauth: {
    tokenUrl: null,
    authorizationUrl: null,
    clientId: null,
    scopes: ['mcp:tools'],
    audience: null,
    authMethod: null,
    signingAlgorithm: null,
  },
  secretSetAt: null,
  grantState: 'pending',
  grantExpiresAt: null,
  grantError: null,
  grantWarning: null,
};

/** The profiles of the store with one of kind OAuth in front, which is in the state that a test needs. */
export const oauthProfiles = (grant: object) => ({
  rows: [
    { ...OAUTH, id: 'auth_oauth', mcpServerId: 'mcp_01store', name: 'Shop account', isDefault: true, ...grant },
    ...profiles.map((profile) => ({ ...profile, isDefault: false })),
  ],
});

export const CONNECTED = { grantState: 'connected', grantExpiresAt: ago(-3 * DAY - MINUTE) };
export const ENDED = { grantState: 'needs_reauth', grantError: 'The server answered invalid_grant to the renewal.' };
export const ENDING = {
  grantState: 'connected',
  grantWarning:
    'The server gave no refresh token: the grant ends at 2027-01-31 09:15 UTC and cannot be renewed. Connect again before then.',
};

/** A program in place of a URL. */
export const hostedServer = {
  ...servers[0],
  id: 'mcp_01hosted',
  name: 'Files of the team',
  transportType: 'stdio_hosted',
  baseUrl: null,
  connectionConfig: {
    timeoutSeconds: 30,
    extraHeaderNames: [],
    command: 'npx',
    args: ['-y', '@modelcontextprotocol/server-filesystem', '/srv/files'],
    cwd: null,
    envNames: ['API_TOKEN'],
  },
  syncIntervalMinutes: null,
  pendingChanges: 0,
  breakingAt: null,
};

export const hostedRow = {
  id: 'mcp_01hosted',
  name: hostedServer.name,
  transport_type: 'stdio_hosted',
  base_url: null,
  command: 'npx',
  categories: [],
  environment: 'production',
  health: 'healthy',
  health_detail: null,
  state: 'active',
  protocol_version: '2025-11-25',
  era: 'legacy',
  tool_count: 11,
  last_synced_at: ago(MINUTE),
  pending_changes: 0,
  breaking_at: null,
};

const OK = (): Answer => ({ body: { ok: true } });

export const ORGANIZATION_ROUTES: readonly Route[] = [
  [/^GET \/api\/app\/o\/\w+\/members$/, () => ({ body: { rows: members } })],
  [
    /^PATCH \/api\/app\/o\/\w+\/members\/(\w+)$/,
    ([id], _, body) => ({ body: { ...members.find(({ userId }) => userId === id), ...body } }),
  ],
  [/^DELETE \/api\/app\/o\/\w+\/members\/\w+$/, OK],
  [/^GET \/api\/app\/o\/\w+\/invitations$/, () => ({ body: { rows: invitations } })],
  [
    /^POST \/api\/app\/o\/\w+\/invitations$/,
    (_, __, body) => ({
      status: 201,
      body: {
        invitation: { ...invitations[0], id: 'inv_new', email: body['email'] ?? null, role: body['role'] },
        url: body['email'] === undefined ? INVITATION_URL : null,
      },
    }),
  ],
  [/^POST \/api\/app\/o\/\w+\/invitations\/inv_link\/resend$/, () => ({ body: { invitation: invitations[1], url: INVITATION_URL } })],
  [/^POST \/api\/app\/o\/\w+\/invitations\/\w+\/resend$/, () => ({ body: { invitation: invitations[0], url: null } })],
  [/^DELETE \/api\/app\/o\/\w+\/invitations\/\w+$/, OK],
  [/^GET \/api\/app\/o\/\w+\/ownership$/, () => ({ body: NO_OFFER })],
  [/^POST \/api\/app\/o\/\w+\/ownership$/, () => ({ body: offerTo(false) })],
  [/^POST \/api\/app\/o\/\w+\/ownership\/accept$/, OK],
  [/^DELETE \/api\/app\/o\/\w+\/ownership$/, OK],
  [/^DELETE \/api\/app\/o\/\w+$/, OK],
  [/^GET \/api\/app\/o\/\w+\/ingest-keys$/, () => ({ body: { rows: ingestKeys } })],
  [
    /^POST \/api\/app\/o\/\w+\/ingest-keys$/,
    (_, __, body) => ({
      status: 201,
      body: { token: `ami_q1W2e3R4t5Y6_${'mockmock'.repeat(5)}`, key: { ...ingestKeys[0], id: 'key_q1W2e3R4t5Y6', ...body } },
    }),
  ],
  [/^DELETE \/api\/app\/o\/\w+\/ingest-keys\/\w+$/, OK],
  [/^GET \/readyz$/, () => ({ body: { ok: true, database: true, migrations: true, worker: true, sandbox: ISOLATION } })],
  [/^GET \/api\/app\/o\/\w+\/audit-log$/, (_, query) => auditPage(query)],
  [
    /^POST \/api\/app\/o\/\w+\/servers\/\w+\/auth-profiles\/\w+\/connect$/,
    () => ({ body: { authorizationUrl: '/sign-in-of-the-server' } }),
  ],
];
