// Every route a request can be sent to: those of our own OpenAPI document, and the dashboard's, which have no document but this table.
import { openApiDocument } from '../src/surfaces/api/openapi.ts';
import { ALL_ROUTES } from '../src/surfaces/api/routes/all-routes.ts';
import type { Schema } from './fuzz-values.ts';

export interface FuzzRoute {
  readonly method: string;
  /** Absolute, parameters in braces. */
  readonly path: string;
  readonly query: Readonly<Record<string, Schema>>;
  readonly body: Schema | undefined;
  /** What the document says it may answer. */
  readonly statuses: ReadonlySet<number>;
  /** `anyone`: without a credential, and answered with pages and pictures as well. */
  readonly by: 'key' | 'session' | 'anyone';
  /** Takes away what other requests need: played last, and with people of its own. */
  readonly isDestructive: boolean;
}

const V1 = '/api/armature/v1';

interface Operation {
  readonly servers?: readonly { readonly url: string }[];
  readonly parameters?: readonly { readonly name: string; readonly in: string; readonly schema: Schema }[];
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: Schema }>> };
  readonly responses: Readonly<Record<string, unknown>>;
}
interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
}

// The document is typed as JSON; its shape is checked by rest-api-document.test.ts.
const document = openApiDocument(ALL_ROUTES, 'http://127.0.0.1:4600', '0.0.0') as unknown as Document;

export const COMPONENTS = document.components.schemas;

export const API_ROUTES: readonly FuzzRoute[] = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({
    method: method.toUpperCase(),
    path: (operation.servers?.[0]?.url ?? V1) + path,
    query: Object.fromEntries((operation.parameters ?? []).filter((one) => one.in === 'query').map(({ name, schema }) => [name, schema])),
    body: operation.requestBody?.content['application/json']?.schema,
    statuses: new Set(Object.keys(operation.responses).map(Number)),
    // of a key the signature is looked at first, and then nothing else
    by: path.endsWith('/upload') ? ('session' as const) : ('key' as const),
    // of what has a key, an apply that prunes leaves nothing
    isDestructive: method === 'delete' || path === '/config/apply',
  })),
);

const STRING: Schema = { type: 'string' };
const ROLE: Schema = { type: 'string', enum: ['viewer', 'editor', 'admin', 'owner'] };
const object = (properties: Readonly<Record<string, Schema>>, required = Object.keys(properties)): Schema => ({
  type: 'object',
  properties,
  required,
});
const PAGE = { page: STRING, pageSize: STRING };
const AUDIT = { ...PAGE, actorId: STRING, objectType: STRING, objectId: STRING, action: STRING, before: STRING, after: STRING };

interface AppRoute {
  readonly body?: Schema;
  readonly query?: Readonly<Record<string, Schema>>;
  readonly isDestructive?: boolean;
}
const LAST = { isDestructive: true };

/** Method and path below `/api/app`, with what it takes. `test/fuzz.test.ts` sees to it that no route of the application is missing. */
export const APP_TABLE: Readonly<Record<string, AppRoute>> = {
  'GET /session': {},
  'POST /sign-out': LAST,
  'GET /auth/options': {},
  'POST /auth/sign-up': {
    body: object({ name: STRING, email: STRING, password: STRING, invitation: STRING }, ['name', 'email', 'password']),
  },
  'POST /auth/sign-in': { body: object({ email: STRING, password: STRING }) },
  'POST /auth/two-factor': { body: object({ code: STRING, backupCode: STRING }, []) },
  'POST /auth/forgot-password': { body: object({ email: STRING }) },
  'POST /auth/reset-password': { body: object({ token: STRING, password: STRING }) },
  'POST /auth/verify-email': { body: object({ token: STRING }) },
  'POST /auth/resend-verification': { body: object({ email: STRING }) },
  'GET /auth/provider/{provider}': { query: { invitation: STRING, next: STRING } },
  'GET /invitations/{token}': {},
  'POST /invitations/{token}/accept': {},
  'GET /account': {},
  'PATCH /account': { body: object({ name: STRING }) },
  'POST /account/password': { body: object({ currentPassword: STRING, newPassword: STRING }, ['newPassword']), ...LAST },
  'GET /account/sessions': {},
  'DELETE /account/sessions/{sessionId}': LAST,
  'DELETE /account/sessions': LAST,
  'GET /account/apps': {},
  'DELETE /account/apps/{appId}': LAST,
  'GET /authorize': { query: { client_id: STRING, redirect_uri: STRING, state: STRING, scope: STRING, resource: STRING } },
  'POST /authorize': { body: object({ decision: STRING, search: STRING, organization: STRING, role: ROLE }, ['decision', 'search']) },
  'POST /account/two-factor': { body: object({ password: STRING }) },
  'POST /account/two-factor/confirm': { body: object({ code: STRING }) },
  'POST /account/two-factor/backup-codes': { body: object({ password: STRING }) },
  'POST /account/two-factor/disable': { body: object({ password: STRING }) },
  'POST /account/organizations': { body: object({ name: STRING, slug: STRING }, ['name']) },
  'GET /o/{slug}/members': {},
  'PATCH /o/{slug}/members/{userId}': { body: object({ role: ROLE }) },
  'DELETE /o/{slug}/members/{userId}': LAST,
  'POST /o/{slug}/leave': LAST,
  'GET /o/{slug}/invitations': {},
  'POST /o/{slug}/invitations': { body: object({ email: STRING, role: ROLE }, []) },
  'POST /o/{slug}/invitations/{invitationId}/resend': {},
  'DELETE /o/{slug}/invitations/{invitationId}': LAST,
  'GET /o/{slug}/ownership': {},
  'POST /o/{slug}/ownership': { body: object({ userId: STRING }) },
  'DELETE /o/{slug}/ownership': {},
  'POST /o/{slug}/ownership/accept': {},
  'GET /o/{slug}/export': {},
  'DELETE /o/{slug}': { body: object({ slug: STRING }), ...LAST },
  'GET /o/{slug}/ingest-keys': { query: { serverId: STRING } },
  'POST /o/{slug}/ingest-keys': { body: object({ serverId: STRING, name: STRING }) },
  'DELETE /o/{slug}/ingest-keys/{ingestKeyId}': LAST,
  'GET /o/{slug}/audit-log': { query: AUDIT },
  'GET /o/{slug}/audit-log/export': { query: AUDIT },
  'GET /o/{slug}/settings': {},
  'PATCH /o/{slug}/settings': {
    body: object(
      {
        name: STRING,
        defaultTesterModelId: STRING,
        defaultJudgeModelId: STRING,
        retentionDays: { type: 'integer' },
        autoAcceptChanges: { type: 'boolean' },
      },
      [],
    ),
  },
  'GET /o/{slug}/keys': {},
  'POST /o/{slug}/keys': { body: object({ name: STRING, role: ROLE }, ['name']) },
  'DELETE /o/{slug}/keys/{keyId}': LAST,
  'GET /o/{slug}/apps': {},
  'DELETE /o/{slug}/apps/{appId}': LAST,
  'GET /o/{slug}/runs/{runId}/live': { query: { attempt: STRING, afterSeq: STRING } },
  'POST /o/{slug}/servers/{serverId}/auth-profiles/{profileId}/connect': {},
  'POST /o/{slug}/slack/connect': { body: object({ destinationId: STRING }, []) },
  'GET /o/{slug}/slack/{destinationId}/channels': { query: { search: STRING } },
  'GET /o/{slug}/inbox': { query: PAGE },
  'GET /o/{slug}/inbox/{mailId}': {},
  'DELETE /o/{slug}/inbox': LAST,
};

/** What any route of the dashboard may answer; what is none of these is a mistake whichever route it is. */
const APP_STATUSES = new Set([200, 201, 302, 400, 401, 403, 404, 409, 413, 415, 422, 429]);

export const APP_ROUTES: readonly FuzzRoute[] = Object.entries(APP_TABLE).map(([name, route]) => {
  const [method = '', path = ''] = name.split(' ');
  return {
    method,
    path: `/api/app${path}`,
    query: route.query ?? {},
    body: route.body,
    statuses: APP_STATUSES,
    by: 'session' as const,
    isDestructive: route.isDestructive === true,
  };
});

const SHOW = { show: STRING };

/** What the world sees of an organization. */
export const STATUS_ROUTES: readonly FuzzRoute[] = Object.entries<FuzzRoute['query']>({
  '/status/{pageSlug}': {},
  '/status/{pageSlug}.json': {},
  '/status/{pageSlug}/badge.svg': SHOW,
  '/status/{pageSlug}/badge/{monitorId}.svg': SHOW,
}).map(([path, query]) => ({
  method: 'GET',
  path,
  query,
  body: undefined,
  statuses: new Set([200, 304, 404, 429]),
  by: 'anyone',
  isDestructive: false,
}));
