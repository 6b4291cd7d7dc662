// What the mock API knows of connected apps: one that asks, and those that were let in.
interface Answer {
  readonly body: unknown;
}
type Route = readonly [RegExp, (match: readonly string[], query: URLSearchParams, body: Readonly<Record<string, unknown>>) => Answer];

const ago = (minutes: number): string => new Date(Date.now() - minutes * 60_000).toISOString();
const DAY_MIN = 24 * 60;

export const RETURN_TO = 'http://127.0.0.1:33418/callback';

export const review = {
  client: { name: 'Example Editor', host: 'editor.example', place: 'this computer' },
  staysConnected: true,
  organizations: [
    { id: 'org_demo', slug: 'demo', name: 'Acme Engineering', role: 'owner' },
    { id: 'org_side', slug: 'side', name: 'Side Project', role: 'editor' },
  ],
};

const app = {
  id: 'app_editor',
  name: 'Example Editor',
  clientId: 'https://editor.example/client.json',
  place: 'this computer',
  role: 'editor',
  createdAt: ago(3 * DAY_MIN),
  lastUsedAt: ago(12),
  expiresAt: ago(-177 * DAY_MIN),
};
const other = {
  ...app,
  id: 'app_agent',
  name: 'An agent that somebody gave far too many words on a Sunday',
  place: 'agent.example',
  lastUsedAt: null,
};

export const ownApps = [app, other].map((one) => ({ ...one, organization: { id: 'org_demo', slug: 'demo', name: 'Acme Engineering' } }));
const membersApps = [app, other].map((one) => ({ ...one, user: { id: 'usr_ben', name: 'Ben Okri' } }));

export const APP_ROUTES: readonly Route[] = [
  [/^GET \/api\/app\/authorize$/, () => ({ body: { review } })],
  [
    /^POST \/api\/app\/authorize$/,
    (_, __, { decision }) => ({
      body: { returnTo: `${RETURN_TO}?${decision === 'allow' ? 'code=c0de' : 'error=access_denied'}&state=st4te` },
    }),
  ],
  [/^GET \/api\/app\/account\/apps$/, () => ({ body: { rows: ownApps } })],
  [/^DELETE \/api\/app\/account\/apps\/\w+$/, () => ({ body: { ok: true } })],
  [/^GET \/api\/app\/o\/\w+\/apps$/, () => ({ body: { rows: membersApps } })],
  [/^DELETE \/api\/app\/o\/\w+\/apps\/\w+$/, () => ({ body: { ok: true } })],
];
