// What the mock API knows of people: sign-in, invitations and the account, each answering as if all went well.

interface Answer {
  readonly status?: number;
  readonly body: unknown;
}
type Route = readonly [RegExp, (match: readonly string[], query: URLSearchParams, body: Readonly<Record<string, unknown>>) => Answer];

const ago = (minutes: number): string => new Date(Date.now() - minutes * 60_000).toISOString();
const DAY_MIN = 24 * 60;

export const authOptions = { singleUser: false, signUp: 'invitation', providers: ['google', 'github'], mail: true };

export const invitation = {
  organization: { name: 'Acme Engineering', slug: 'demo' },
  role: 'editor',
  email: 'ben@example.com',
  invitedBy: 'Ada Byron',
  expiresAt: ago(-6 * DAY_MIN),
};

export const account = {
  user: {
    id: 'usr_ada',
    name: 'Ada Byron',
    email: 'ada@example.com',
    emailVerified: true,
    twoFactorEnabled: false,
    createdAt: ago(40 * DAY_MIN),
  },
  hasPassword: true,
  providers: [
    { id: 'google', linked: true },
    { id: 'github', linked: false },
  ],
  organizations: [
    { slug: 'demo', name: 'Acme Engineering', role: 'owner' },
    { slug: 'side', name: 'Side Project', role: 'viewer' },
  ],
};

export const loginSessions = [
  {
    id: 'sid_current',
    isCurrent: true,
    createdAt: ago(3 * DAY_MIN),
    lastSeenAt: ago(0),
    ip: '127.0.0.1',
    userAgent: 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36',
  },
  {
    id: 'sid_phone',
    isCurrent: false,
    createdAt: ago(9 * DAY_MIN),
    lastSeenAt: ago(95),
    ip: '2001:db8::42',
    userAgent:
      'Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/19.0 Mobile Safari/604.1',
  },
];

export const twoFactorSetup = {
  secret: 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP',
  uri: 'otpauth://totp/Armature:ada%40example.com?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP&issuer=Armature&digits=6&period=30',
  backupCodes: ['hk3pq-9vwxe', '7tnd2-mzqrk', 'x4bcw-2hgpf', 'q8sjn-5ytev', 'd6rma-3kzxw', 'p2vhg-8cqnt', 'w9ekb-4jmds', 'f5xtz-7nrpa'],
};

const OK = (): Answer => ({ body: { ok: true } });
const signedIn = (): Answer => ({ body: { status: 'signed_in' } });

export const PEOPLE_ROUTES: readonly Route[] = [
  [/^GET \/api\/app\/auth\/options$/, () => ({ body: authOptions })],
  [/^POST \/api\/app\/auth\/(?:sign-in|two-factor|verify-email)$/, signedIn],
  [/^POST \/api\/app\/auth\/sign-up$/, () => ({ status: 201, body: { status: 'signed_in' } })],
  [/^POST \/api\/app\/auth\/(?:forgot-password|reset-password|resend-verification)$/, OK],
  [/^GET \/api\/app\/invitations\/[\w-]+$/, () => ({ body: invitation })],
  [/^POST \/api\/app\/invitations\/[\w-]+\/accept$/, () => ({ body: { organization: invitation.organization, role: invitation.role } })],
  [/^GET \/api\/app\/account$/, () => ({ body: account })],
  [/^PATCH \/api\/app\/account$/, OK],
  [/^GET \/api\/app\/account\/sessions$/, () => ({ body: { rows: loginSessions } })],
  [/^DELETE \/api\/app\/account\/sessions(?:\/\w+)?$/, OK],
  [/^POST \/api\/app\/account\/two-factor$/, () => ({ body: twoFactorSetup })],
  [/^POST \/api\/app\/account\/two-factor\/backup-codes$/, () => ({ body: { backupCodes: twoFactorSetup.backupCodes.toReversed() } })],
  [/^POST \/api\/app\/account\/(?:password|two-factor\/confirm|two-factor\/disable)$/, OK],
  [
    /^POST \/api\/app\/account\/organizations$/,
    (_, __, { name, slug }) => ({ status: 201, body: { id: 'org_new', name, slug, role: 'owner' } }),
  ],
  [/^POST \/api\/app\/o\/\w+\/leave$/, OK],
];
