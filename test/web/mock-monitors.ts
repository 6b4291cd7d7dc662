// What the mock API knows of monitors: one of each kind, their checks, what the wizard asks, and maintenance windows.

interface Answer {
  readonly status?: number;
  readonly body: unknown;
}
type Route = readonly [RegExp, (match: readonly string[], query: URLSearchParams, body: Readonly<Record<string, unknown>>) => Answer];

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const ago = (ms: number): string => new Date(Date.now() - ms).toISOString();

export const STORE = 'mcp_01store';

const check = (fields: object) => ({
  id: 'chk_01',
  monitorId: 'mon_order',
  at: ago(20 * SECOND),
  status: 'pass',
  reason: null,
  latencyMs: 112,
  connectMs: 38,
  message: null,
  resultExcerpt: '{"order":{"id":"A-1001","status":"shipped","total":129.9}}',
  failedAssertion: null,
  inMaintenance: false,
  era: 'modern',
  trigger: 'schedule',
  ...fields,
});

const FAILED = {
  status: 'fail',
  reason: 'assertion',
  message: 'assertion 1: $.order.status is "lost", not "shipped"',
  failedAssertion: { index: 0, kind: 'jsonpath', message: '$.order.status is "lost", not "shipped"' },
  resultExcerpt: '{"order":{"id":"A-1001","status":"lost"}}',
};
const TIMED_OUT = { status: 'error', reason: 'timeout', latencyMs: null, message: 'no answer within 30 s', resultExcerpt: null };

export const monitor = (id: string, fields: object = {}) => ({
  id,
  name: 'order_get on Acme Store',
  mcpServerId: STORE,
  mcpServerName: 'Acme Store',
  authProfileId: null,
  toolName: 'order_get',
  arguments: { orderId: 'A-1001' },
  intervalSeconds: 60,
  timeoutSeconds: 30,
  assertions: [
    { kind: 'jsonpath', path: '$.order.status', equals: 'shipped' },
    { kind: 'max_latency_ms', ms: 2000 },
  ],
  validateOutputSchema: true,
  allowDestructive: false,
  protocolEra: 'auto',
  state: 'active',
  status: 'pass',
  statusSince: ago(3 * DAY),
  consecutiveFailures: 0,
  lastCheck: check({ monitorId: id }),
  nextCheckAt: ago(-40 * SECOND),
  uptime24h: 99.93,
  p50Ms: 112,
  p95Ms: 243,
  inMaintenance: false,
  warnings: [],
  createdAt: ago(9 * DAY),
  updatedAt: ago(3 * DAY),
  ...fields,
});

const UNCHECKED = { status: 'unknown', lastCheck: null, uptime24h: null, p50Ms: null, p95Ms: null, consecutiveFailures: 0 };

export const monitors = [
  monitor('mon_order'),
  monitor('mon_search', {
    name: 'Search finds the customer',
    toolName: 'order_search',
    status: 'fail',
    statusSince: ago(12 * MINUTE),
    consecutiveFailures: 12,
    lastCheck: check({ monitorId: 'mon_search', ...FAILED }),
    uptime24h: 97.4,
    p50Ms: 310,
    p95Ms: 1840,
  }),
  monitor('mon_billing', {
    name: 'invoice_list on Billing gateway with a rather long name that has to wrap somewhere',
    mcpServerId: 'mcp_01billing',
    mcpServerName: 'Billing gateway with a rather long name that has to wrap somewhere',
    toolName: 'a_tool_with_a_remarkably_long_name_that_nobody_would_choose',
    intervalSeconds: 900,
    status: 'error',
    statusSince: ago(2 * HOUR),
    consecutiveFailures: 8,
    lastCheck: check({ monitorId: 'mon_billing', ...TIMED_OUT }),
    uptime24h: 61.25,
    p50Ms: 2400,
    p95Ms: 28_000,
    inMaintenance: true,
  }),
  monitor('mon_gone', {
    name: 'Stock of the warehouse',
    toolName: 'stock_get',
    intervalSeconds: 3600,
    warnings: ['The tool stock_get is not in the catalog of its server any more. The monitor goes on calling it.'],
  }),
  monitor('mon_paused', { name: 'Refund preview', toolName: 'refund_preview', state: 'paused', nextCheckAt: null }),
  monitor('mon_new', { name: 'Just made', toolName: 'order_list', nextCheckAt: ago(0), ...UNCHECKED }),
];

const RANGES: Readonly<Record<string, readonly [ms: number, stepMs: number]>> = {
  '24h': [DAY, 5 * MINUTE],
  '7d': [7 * DAY, HOUR],
  '30d': [30 * DAY, 3 * HOUR],
};

/** Some of the failures lie in the middle, maintenance after them. */
function series(query: URLSearchParams) {
  const [ms, stepMs] = RANGES[query.get('range') ?? '24h'] ?? [DAY, HOUR];
  const count = ms / stepMs;
  const end = Math.floor(Date.now() / stepMs) * stepMs;
  const points = Array.from({ length: count }, (_, index) => {
    const [isFail, isError, isOut] = [
      index > count / 2 && index < count / 2 + 6,
      index === Math.floor(count / 4),
      index > count * 0.8 && index < count * 0.83,
    ];
    const p50Ms = isError ? null : 100 + Math.round(40 * Math.sin(index / 9)) + ((index * 37) % 23);
    return {
      at: new Date(end - (count - 1 - index) * stepMs).toISOString(),
      pass: isFail || isError || isOut ? 0 : 5,
      fail: isFail ? 5 : 0,
      error: isError ? 5 : 0,
      excluded: isOut ? 5 : 0,
      p50Ms,
      p95Ms: p50Ms === null ? null : p50Ms * 2 + ((index * 53) % 90),
    };
  });
  const outage = {
    id: 'out_1',
    startedAt: ago(ms / 2),
    endedAt: ago(ms / 2 - 6 * stepMs),
    status: 'fail',
    reason: 'assertion',
    checks: 30,
  };
  return {
    points,
    outages: [outage, { ...outage, id: 'out_2', startedAt: ago(12 * MINUTE), endedAt: null, reason: 'tool_error', checks: 12 }],
  };
}

const CHECKS = Array.from({ length: 240 }, (_, index) =>
  check({
    id: `chk_${index}`,
    at: ago(index * MINUTE + 20 * SECOND),
    latencyMs: 90 + ((index * 37) % 140),
    ...(index > 20 && index < 26 ? FAILED : {}),
    ...(index === 40 ? TIMED_OUT : {}),
    ...(index === 3 ? { trigger: 'manual' } : {}),
    ...(index === 60 ? { inMaintenance: true, ...FAILED } : {}),
  }),
);

function checks(query: URLSearchParams) {
  const rows = CHECKS.filter(({ status }) => query.get('status') === null || query.get('status') === status);
  return { ...pageOf(rows, query), summary: { uptimePercent: 97.489, p50Ms: 118, p95Ms: 243, pass: 233, fail: 5, error: 1 } };
}

const pageOf = (rows: readonly unknown[], query: URLSearchParams) => {
  const page = Number(query.get('page') ?? '1');
  const pageSize = Number(query.get('pageSize') ?? '25');
  return { rows: rows.slice((page - 1) * pageSize, page * pageSize), page, pageSize, total: rows.length };
};

const suggestion = (toolName: string, fields: object) => ({
  toolName,
  title: null,
  description: `What ${toolName} does, in a sentence of its server.`,
  readOnly: true,
  destructive: false,
  hasOutputSchema: false,
  isMonitored: false,
  arguments: {},
  argumentsProblem: null,
  ...fields,
});

/** Of the tools in the catalog of mock-data.ts. */
export const suggestions = [
  suggestion('order_get', {
    arguments: { orderId: '' },
    argumentsProblem: "Fill in orderId: the tool's input schema names no value.",
    hasOutputSchema: true,
  }),
  suggestion('order_search', { arguments: { status: 'open', limit: 10 } }),
  suggestion('stock_get', { isMonitored: true }),
  suggestion('refund_create', { readOnly: false }),
  suggestion('order_delete', { readOnly: false, destructive: true }),
];

export const WINDOWS = [
  {
    id: 'mnt_open',
    serverId: STORE,
    title: 'Database upgrade',
    kind: 'once',
    startsAt: ago(10 * MINUTE),
    endsAt: ago(-50 * MINUTE),
    createdBy: 'usr_ada',
    createdAt: ago(DAY),
    isOpen: true,
    next: { startsAt: ago(10 * MINUTE), endsAt: ago(-50 * MINUTE) },
  },
  {
    id: 'mnt_weekly',
    serverId: STORE,
    title: 'Nightly restart',
    kind: 'weekly',
    weekdays: [6, 7],
    startTime: '02:30',
    durationMinutes: 45,
    timezone: 'Europe/Paris',
    createdBy: 'usr_ada',
    createdAt: ago(DAY),
    isOpen: false,
    next: { startsAt: ago(-2 * DAY), endsAt: ago(-2 * DAY - 45 * MINUTE) },
  },
];

function listed(query: URLSearchParams) {
  const same = (name: string, value: string): boolean => [null, value].includes(query.get(name));
  const search = (query.get('search') ?? '').toLowerCase();
  return monitors.filter(
    ({ name, toolName, mcpServerId, status, state }) =>
      same('mcpServerId', mcpServerId) &&
      same('status', status) &&
      same('state', state) &&
      `${name} ${toolName}`.toLowerCase().includes(search),
  );
}

const bodiesOf = (body: Readonly<Record<string, unknown>>): readonly object[] =>
  Array.isArray(body['monitors']) ? body['monitors'] : [body];

const one = (id: string | undefined) => monitors.find((known) => known.id === id);

const NOT_FOUND: Answer = {
  status: 404,
  body: { error: { code: 'monitor_not_found', message: 'No such monitor.', details: { fieldErrors: [], warnings: [] } } },
};

export const MONITOR_ROUTES: readonly Route[] = [
  [/^GET (?:.*)\/monitors$/, (_, query) => ({ body: pageOf(listed(query), query) })],
  [
    /^POST (?:.*)\/monitors$/,
    (_, __, body) => ({
      status: 201,
      body: {
        monitors: bodiesOf(body).map((fields, index) =>
          monitor(index === 0 ? 'mon_new' : `mon_made_${index}`, { ...UNCHECKED, ...fields }),
        ),
      },
    }),
  ],
  [/^POST (?:.*)\/monitors\/test$/, (_, __, body) => ({ body: testOf(body) })],
  [/^GET (?:.*)\/monitors\/(\w+)$/, ([id]) => (one(id) === undefined ? NOT_FOUND : { body: one(id) })],
  [/^PATCH (?:.*)\/monitors\/(\w+)$/, ([id], _, body) => ({ body: { ...one(id), ...body } })],
  [/^DELETE (?:.*)\/monitors\/(\w+)$/, () => ({ body: { ok: true } })],
  [/^POST (?:.*)\/monitors\/(\w+)\/check$/, ([id]) => ({ body: check({ monitorId: id, trigger: 'manual' }) })],
  [/^GET (?:.*)\/monitors\/(\w+)\/checks$/, (_, query) => ({ body: checks(query) })],
  [/^GET (?:.*)\/monitors\/(\w+)\/series$/, (_, query) => ({ body: series(query) })],
  [/^GET (?:.*)\/mcp-servers\/(\w+)\/monitor-suggestions$/, () => ({ body: { rows: suggestions } })],
  [/^GET (?:.*)\/mcp-servers\/(\w+)\/maintenance-windows$/, () => ({ body: { rows: [] } })],
  [/^POST (?:.*)\/mcp-servers\/(\w+)\/maintenance-windows$/, (_, __, body) => ({ status: 201, body: { ...WINDOWS[0], ...body } })],
  [/^PATCH (?:.*)\/mcp-servers\/(\w+)\/maintenance-windows\/(\w+)$/, (_, __, body) => ({ body: { ...WINDOWS[0], ...body } })],
  [/^DELETE (?:.*)\/mcp-servers\/(\w+)\/maintenance-windows\/(\w+)$/, () => ({ body: { ok: true } })],
];

/** Nothing happened and nobody is told, where no other route says so. */
export const UNTOLD_ROUTES: readonly Route[] = [
  [/^GET (?:.*)\/(?:alert-rules|incidents|changes)$/, (_, query) => ({ body: pageOf([], query) })],
];

/** What a test call found: order_search fails, the others pass. */
function testOf({ toolName }: Readonly<Record<string, unknown>>) {
  const {
    id: _id,
    monitorId: _monitorId,
    ...result
  } = check(toolName === 'order_search' ? { status: 'fail', reason: 'tool_error', message: 'customer is unknown' } : {});
  return { ...result, trigger: 'manual' };
}
