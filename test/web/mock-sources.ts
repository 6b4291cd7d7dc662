// What the mock API knows of publishing: a source in each mode and state, bundles in each state, an SDK, executions, approvals.

interface Answer {
  readonly status?: number;
  readonly body: unknown;
}
type Route = readonly [RegExp, (match: readonly string[], query: URLSearchParams, body: Readonly<Record<string, unknown>>) => Answer];

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const now = Date.now();
const ago = (ms: number): string => new Date(now - ms).toISOString();

/** Marked up, turned around, and with characters that nobody sees. */
export const HOSTILE = '<img src=x onerror="document.title=\'owned\'"> pay\u200bload \u202etxet';

const CONNECTION = {
  credentialLocation: 'header',
  credentialName: 'Authorization',
  credentialPrefix: 'Bearer ',
  forward: { location: 'header', name: 'Authorization', format: 'Bearer {credential}' },
  validationMode: 'endpoint',
  validationPath: '/v1/me',
};

const source = (slug: string, fields: object = {}) => ({
  id: `mcp_${slug}`,
  name: slug,
  slug,
  mode: 'code',
  state: 'active',
  baseUrl: null,
  connection: null,
  rateLimitPerMinute: 600,
  keepsScripts: false,
  docs: null,
  environments: [],
  calls24h: 0,
  endpointUrl: `https://armature.example.com/product-mcp/${slug}`,
  createdAt: ago(90 * HOUR),
  updatedAt: ago(5 * HOUR),
  ...fields,
});

export const petstore = source('petstore', {
  name: 'Petstore',
  environments: ['production', 'staging'],
  calls24h: 12_345,
  docs: { bundleId: 'bun_active', uploadedAt: ago(26 * HOUR), toolCount: 6, warnings: [] },
});

export const payments = source('payments', {
  name: 'Acme Payments',
  mode: 'tools',
  baseUrl: 'https://api.acme.example/v1',
  connection: CONNECTION,
  environments: ['production'],
  calls24h: 208,
  docs: {
    bundleId: 'bun_payments',
    uploadedAt: ago(50 * HOUR),
    toolCount: 42,
    warnings: [
      { path: '/paths/~1refunds/post', message: 'has no operationId; it is called post_refunds' },
      { path: '/paths/~1export/get/responses/200', message: `the reference ${HOSTILE} cannot be resolved; the type is unknown` },
    ],
  },
  endpointUrl: 'https://armature.example.com/mcp/demo/payments',
});

export const orders = source('orders', {
  name: 'Orders of the warehouse in Rotterdam and everything that comes after an order',
  mode: 'tools',
  state: 'needs_setup',
  baseUrl: 'https://orders.acme.example',
  endpointUrl: 'https://armature.example.com/mcp/demo/orders',
});

const sources: readonly ReturnType<typeof source>[] = [
  payments,
  orders,
  petstore,
  source('legacy', { name: 'Legacy API', state: 'paused', environments: ['production'] }),
  source('empty', { name: 'Empty', state: 'needs_setup' }),
];

const NO_DIFF = { against: null, added: [], removed: [], signatureChanged: [], breaking: false };

const DIFF = {
  against: 'bun_active',
  added: [{ operationId: 'findPets', method: 'POST', path: '/pets/search' }],
  removed: [{ operationId: 'deletePet', method: 'DELETE', path: '/pets/{petId}' }],
  signatureChanged: [
    {
      operationId: 'listPets',
      before: 'listPets(args?: { limit?: number }): Promise<Pet[]>',
      after: 'listPets(args?: { status?: "available" | "sold"; limit?: number }): Promise<Pet[]>',
      breaking: false,
      reasons: ['optional argument status added'],
    },
    {
      operationId: 'updatePet',
      before: 'updatePet(args: { petId: string; body?: { tags?: string[] } }): Promise<Pet>',
      after: 'updatePet(args: { petId: string; body: { tags: string[] } }): Promise<Pet>',
      breaking: true,
      reasons: ['body made required', 'body property tags made required', `reason ${HOSTILE}`],
    },
  ],
  breaking: true,
};

const MANIFEST = {
  vendorName: 'Petstore',
  clientName: 'petstore',
  baseUrls: { production: 'https://api.petstore.example/v1', staging: 'https://staging.petstore.example/v1' },
  auth: { kind: 'bearer', secretRef: 'petstore_token' },
  limits: { memoryMb: 64, timeoutMs: 30_000, maxCalls: 100, maxResponseBytes: 1_048_576 },
  include: [],
  exclude: ['admin*'],
  analyticsTags: [],
  policy: [
    { match: 'deletePet', action: 'ask' },
    { match: 'drop*', action: 'block' },
  ],
};

const bundle = (id: string, fields: object = {}) => ({
  id,
  source: 'petstore',
  environment: 'production',
  state: 'superseded',
  operationCount: 6,
  contentHash: `sha256:${'4be1'.repeat(16)}`,
  createdAt: ago(26 * HOUR),
  createdBy: 'key_a1B2c3D4e5F6',
  promotedAt: null,
  repository: 'acme/petstore',
  commitSha: '9f3c1ab07d2c4e55',
  branch: 'main',
  pullRequestNumber: 128,
  ...fields,
});

const bundles: readonly ReturnType<typeof bundle>[] = [
  bundle('bun_compiling', { state: 'compiling', operationCount: null, contentHash: null, createdAt: ago(MINUTE), branch: 'next' }),
  bundle('bun_generated', { state: 'generated', createdAt: ago(2 * HOUR), branch: `feature/${HOSTILE}` }),
  bundle('bun_failed', { state: 'failed', operationCount: null, contentHash: null, createdAt: ago(3 * HOUR) }),
  bundle('bun_active', { state: 'active', promotedAt: ago(25 * HOUR) }),
  bundle('bun_staging', {
    state: 'active',
    environment: 'staging',
    promotedAt: ago(30 * HOUR),
    commitSha: null,
    branch: null,
    pullRequestNumber: null,
  }),
  bundle('bun_older', { createdAt: ago(300 * HOUR), promotedAt: ago(290 * HOUR) }),
  bundle('bun_payments', { source: 'payments', state: 'active', promotedAt: ago(50 * HOUR), operationCount: 42 }),
];

const WARNING = {
  severity: 'warning',
  path: '/paths/~1pets~1{petId}~1photo/put',
  message: 'has a body of type image/png, which is not supported; it is left out',
};
const BROKEN = [
  { severity: 'error', path: '/paths/~1pets/get/responses', message: 'must be an object; write at least one response' },
  { severity: 'error', path: '', message: `line 12, column 3: a mapping is not closed ${HOSTILE}` },
];

const parameter = (name: string, fields: object = {}) => ({
  name,
  argument: name,
  place: 'query',
  required: false,
  description: '',
  schema: { type: 'string' },
  style: 'form',
  explode: true,
  allowReserved: false,
  ...fields,
});

const PET_ID = parameter('petId', { place: 'path', required: true, style: 'simple', description: 'Which pet', schema: { type: 'string' } });

const operation = (operationId: string, fields: object = {}) => ({
  operationId,
  jsName: operationId.replaceAll('-', '_'),
  toolName: operationId,
  method: 'GET',
  path: '/pets',
  summary: '',
  description: '',
  tags: ['pets'],
  deprecated: false,
  aliases: [],
  parameters: [],
  body: null,
  response: { kind: 'json', schema: null },
  annotations: {},
  signature: `${operationId.replaceAll('-', '_')}(): Promise<unknown>`,
  mentions: [],
  ...fields,
});

const jsonBody = (schema: object) => ({
  required: true,
  description: '',
  contentType: 'application/json',
  kind: 'json',
  schema,
  encoding: {},
});

const OPERATIONS = [
  operation('deletePet', {
    method: 'DELETE',
    path: '/pets/{petId}',
    summary: 'Delete a pet',
    parameters: [PET_ID],
    signature: 'deletePet(args: { petId: string }): Promise<void>',
  }),
  operation('drop-everything', { method: 'POST', path: '/admin/drop', tags: [], summary: `Drop ${HOSTILE}`, deprecated: true }),
  operation('getPet', {
    path: '/pets/{petId}',
    summary: 'One pet',
    parameters: [PET_ID],
    signature: 'getPet(args: { petId: string }): Promise<Pet>',
  }),
  operation('listPets', {
    summary: 'List pets',
    description: 'All pets of the store, newest first.\nAt most a hundred at once.',
    aliases: ['animals'],
    parameters: [
      parameter('status', { schema: { type: 'string', enum: ['available', 'sold'] }, description: 'Only pets in this state' }),
      parameter('limit', { schema: { type: 'integer', maximum: 100 } }),
    ],
    signature: 'listPets(args?: { status?: "available" | "sold"; limit?: number }): Promise<Pet[]>',
  }),
  operation('listStores', { path: '/stores', tags: ['stores'], summary: 'Stores of a chain', signature: 'listStores(): Promise<Store[]>' }),
  operation('updatePet', {
    method: 'PATCH',
    path: '/pets/{petId}',
    summary: 'Change a pet',
    parameters: [PET_ID],
    body: jsonBody({ type: 'object', required: ['tags'], properties: { tags: { type: 'array', items: { type: 'string' } } } }),
    signature: 'updatePet(args: { petId: string; body: { tags: string[] } }): Promise<Pet>',
  }),
];

const OPERATION_MAP = {
  info: { title: 'Petstore', version: '1.1.0', description: '' },
  operations: OPERATIONS,
  excluded: [{ operationId: 'adminPurge', method: 'DELETE', path: '/admin/purge' }],
};

function detailOf(id: string, include: string | null) {
  const found = bundles.find((one) => one.id === id);
  if (found === undefined) return undefined;
  const { state } = found as unknown as { readonly state: string };
  const isCompiled = state !== 'compiling' && state !== 'failed';
  return {
    ...found,
    manifest: isCompiled ? MANIFEST : null,
    diagnostics: state === 'failed' ? BROKEN : isCompiled ? [WARNING] : [],
    apiDiff: isCompiled ? (id === 'bun_generated' ? DIFF : NO_DIFF) : null,
    progress: state === 'compiling' ? { step: 'writing types', done: 620, total: 1223, at: ago(1000) } : null,
    ...(include === 'operationMap' ? { operationMap: isCompiled ? OPERATION_MAP : null } : {}),
  };
}

const call = (operationId: string, fields: object = {}) => ({
  operationId,
  method: 'GET',
  path: '/pets',
  status: 200,
  durationMs: 84,
  bytes: 96,
  ...fields,
});

const execution = (index: number, fields: object = {}) => ({
  id: `exec_${index}`,
  sourceId: petstore.id,
  bundleId: 'bun_active',
  environment: index % 5 === 4 ? 'staging' : 'production',
  tool: 'execute_script',
  sessionKey: `ses_${String(index % 3).repeat(16)}`,
  actor: { type: 'key', id: 'key_1', name: 'spring-campaign' },
  state: 'finished',
  ok: true,
  errorKind: null,
  startedAt: ago((index + 1) * 7 * MINUTE),
  finishedAt: ago((index + 1) * 7 * MINUTE - 163),
  durationMs: 163,
  intent: 'Tag every available pet for the spring campaign',
  context: null,
  frustration: null,
  query: null,
  matches: null,
  calls: [call('listPets'), call('updatePet', { method: 'PATCH', path: '/pets/{petId}', durationMs: 61, bytes: 52 })],
  tags: [],
  ...fields,
});

const EXECUTIONS = [
  execution(0, { state: 'waiting', ok: null, finishedAt: null, durationMs: null, intent: 'Remove the pet that was entered twice' }),
  execution(1, { ok: false, errorKind: 'type_error', calls: [], durationMs: 6, intent: null }),
  execution(2, { tool: 'search_sdk', intent: null, query: 'pets of a store', matches: 3, calls: [], durationMs: 4 }),
  execution(3, {
    ok: false,
    errorKind: 'api_error',
    frustration: 'high',
    intent: `Sell a pet ${HOSTILE}`,
    context: 'The user asked twice already.\nThe first script was refused.',
    tags: [{ name: 'petStatus', value: 'sold' }],
    calls: [
      call('getPet', { status: 404, path: '/pets/{petId}' }),
      call('updatePet', { status: null, method: 'PATCH', path: '/pets/{petId}' }),
    ],
  }),
  ...Array.from({ length: 30 }, (_, index) => execution(index + 4)),
];

const approval = (id: string, fields: object = {}) => ({
  id,
  sourceId: petstore.id,
  sourceSlug: 'petstore',
  executionId: 'exec_0',
  environment: 'production',
  operationId: 'deletePet',
  state: 'pending',
  askedBy: { type: 'key', id: 'key_1', name: 'spring-campaign' },
  intent: 'Remove the pet that was entered twice',
  createdAt: ago(9 * MINUTE),
  expiresAt: new Date(now + 24 * HOUR - 9 * MINUTE).toISOString(),
  decidedAt: null,
  decidedBy: null,
  ...fields,
});

const REQUEST = {
  method: 'DELETE',
  url: 'https://api.petstore.example/v1/pets/A-1001?reason=twice%20entered',
  headers: { accept: 'application/json', 'x-note': HOSTILE },
  body: '{"reason":"entered twice","by":"spring-campaign"}',
  arguments: { petId: 'A-1001', reason: 'twice entered' },
};

const approvals: readonly ReturnType<typeof approval>[] = [
  approval('apr_first'),
  approval('apr_second', { intent: null, environment: 'staging', createdAt: ago(2 * HOUR) }),
  approval('apr_done', {
    state: 'approved',
    decidedAt: ago(3 * HOUR),
    decidedBy: { type: 'user', id: 'usr_ben', name: 'Ben Turing' },
    createdAt: ago(4 * HOUR),
  }),
  approval('apr_late', { state: 'expired', createdAt: ago(40 * HOUR), expiresAt: ago(16 * HOUR) }),
];

const SECRETS = [{ environment: 'production', name: 'petstore_token', updatedAt: ago(70 * HOUR) }];

export const UPLOADED = {
  bundle: bundle('bun_generated', { state: 'generated' }),
  unchanged: false,
  warnings: [WARNING],
  apiDiff: DIFF,
  rollback: { previousBundleId: 'bun_active' },
  usage: { scriptsChecked: 212, scriptsBroken: 7, operationsInUse: ['listPets', 'updatePet'] },
};

export const ANSWER = {
  execId: 'exec_01play',
  ok: true,
  result: { seen: 2, tagged: ['Rex'] },
  resultTruncated: false,
  logs: [
    { level: 'log', text: 'two pets' },
    { level: 'error', text: `no tag ${HOSTILE}` },
  ],
  calls: [call('listPets'), call('updatePet', { method: 'PATCH', path: '/pets/{petId}', durationMs: 61, bytes: 52 })],
  durationMs: 163,
};

const FOUND = {
  bundleId: 'bun_active',
  matches: [
    {
      operationId: 'updatePet',
      signature: 'petstore.updatePet(args: { petId: string; body: { tags: string[] } }): Promise<Pet>',
      summary: 'Change a pet',
      method: 'PATCH',
      path: '/pets/{petId}',
      snippet: '',
      score: 0.8,
    },
  ],
  total: 3,
  shown: '1 of 3 matching operations, of 6',
  hint: 'More operations match. Add a word that tells them apart, or a part of the path.',
};

export const CHECKED = {
  url: 'https://api.acme.example/v1/me',
  callerSends: 'Authorization: Bearer <credential>',
  apiReceives: 'Authorization: Bearer <credential>',
  withoutCredential: { status: 401, verdict: 'invalid', ok: true, message: null },
  withCredential: {
    status: 403,
    verdict: 'invalid',
    ok: false,
    message: 'The API answered 403: it does not accept this credential, or does not get it where it looks for it.',
  },
};

const pageOf = (rows: readonly object[], query: URLSearchParams): Answer => {
  const [page, pageSize] = [Number(query.get('page') ?? '1'), Number(query.get('pageSize') ?? '25')];
  return { body: { rows: rows.slice((page - 1) * pageSize, page * pageSize), page, pageSize, total: rows.length } };
};

const matching = (query: URLSearchParams, names: Readonly<Record<string, string>>) => (row: object) =>
  Object.entries(names).every(([name, field]) => {
    const wanted = query.get(name);
    return wanted === null || wanted === String(Reflect.get(row, field));
  });

const found = (row: object | undefined, thing: string): Answer =>
  row === undefined
    ? {
        status: 404,
        body: { error: { code: `${thing}_not_found`, message: `No such ${thing}.`, details: { fieldErrors: [], warnings: [] } } },
      }
    : { body: row };

const sourceOf = (slug: string | undefined) => sources.find((one) => one.slug === slug);

export const SOURCE_ROUTES: readonly Route[] = [
  [
    /^GET (?:.*)\/sources$/,
    (_, query) => {
      const text = (query.get('search') ?? '').toLowerCase();
      const rows = sources.filter(matching(query, { mode: 'mode', state: 'state' }));
      return pageOf(
        rows.filter(({ name, slug }) => `${name} ${slug}`.toLowerCase().includes(text)),
        query,
      );
    },
  ],
  [/^POST (?:.*)\/sources$/, (_, __, body) => ({ status: 201, body: source('petstore', { ...body, state: 'needs_setup' }) })],
  [/^GET (?:.*)\/sources\/([\w-]+)$/, ([slug]) => found(sourceOf(slug), 'source')],
  [/^PATCH (?:.*)\/sources\/([\w-]+)$/, ([slug], _, body) => ({ body: { ...sourceOf(slug), ...body } })],
  [/^DELETE (?:.*)\/sources\/([\w-]+)$/, () => ({ body: { ok: true } })],
  [/^POST (?:.*)\/sources\/([\w-]+)\/activate$/, ([slug]) => ({ body: { ...sourceOf(slug), state: 'active' } })],
  [/^POST (?:.*)\/sources\/([\w-]+)\/pause$/, ([slug]) => ({ body: { ...sourceOf(slug), state: 'paused' } })],
  [
    /^PUT (?:.*)\/sources\/([\w-]+)\/connection$/,
    ([slug], _, body) => ({ body: { ...sourceOf(slug), connection: { ...CONNECTION, ...Object(body['connection']) } } }),
  ],
  [
    /^POST (?:.*)\/sources\/([\w-]+)\/connection\/check$/,
    (_, __, { credential }) => ({ body: credential === undefined ? { ...CHECKED, withCredential: null } : CHECKED }),
  ],
  [/^GET (?:.*)\/sources\/([\w-]+)\/secrets$/, (_, query) => pageOf(SECRETS, query)],
  [/^(?:PUT|DELETE) (?:.*)\/sources\/([\w-]+)\/secrets\/([\w-]+)$/, () => ({ body: { ok: true } })],
  [
    /^GET (?:.*)\/sources\/([\w-]+)\/executions$/,
    ([slug], query) =>
      pageOf(slug === 'petstore' ? EXECUTIONS.filter(matching(query, { tool: 'tool', environment: 'environment', ok: 'ok' })) : [], query),
  ],
  [/^POST (?:.*)\/sources\/([\w-]+)\/search$/, () => ({ body: FOUND })],
  [/^POST (?:.*)\/sources\/([\w-]+)\/check$/, () => ({ body: { faults: [] } })],
  [/^POST (?:.*)\/sources\/([\w-]+)\/execute$/, () => ({ body: ANSWER })],
  [/^GET (?:.*)\/approvals$/, (_, query) => pageOf(approvals.filter(matching(query, { state: 'state', source: 'sourceSlug' })), query)],
  [
    /^GET (?:.*)\/approvals\/(\w+)$/,
    ([id]) => {
      const one = approvals.find((row) => row.id === id);
      return found(one === undefined ? undefined : { ...one, request: REQUEST }, 'approval');
    },
  ],
  [
    /^POST (?:.*)\/approvals\/(\w+)\/decide$/,
    ([id]) => ({ body: { ...approvals.find((row) => row.id === id), state: 'approved', request: REQUEST } }),
  ],
  [/^POST (?:.*)\/openapi-artifacts\/upload$/, () => ({ status: 201, body: UPLOADED })],
  [
    /^GET (?:.*)\/openapi-artifacts$/,
    (_, query) => pageOf(bundles.filter(matching(query, { source: 'source', environment: 'environment', state: 'state' })), query),
  ],
  [/^GET (?:.*)\/openapi-artifacts\/(\w+)$/, ([id], query) => found(detailOf(id ?? '', query.get('include')), 'bundle')],
  [/^GET (?:.*)\/openapi-artifacts\/(\w+)\/diff$/, () => ({ body: DIFF })],
  [
    /^POST (?:.*)\/openapi-artifacts\/(\w+)\/promote$/,
    ([id]) => ({
      body: {
        bundle: { ...bundles.find((one) => one.id === id), state: 'active' },
        rollback: { previousBundleId: 'bun_active' },
        warnings: [],
      },
    }),
  ],
];
