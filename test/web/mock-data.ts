// A small world for looking at pages: the cast, two servers, five workflows and their runs, all made from a fixed moment.
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const now = Date.now();
const ago = (ms: number): string => new Date(now - ms).toISOString();

export const session = {
  user: { id: 'usr_ada', name: 'Ada Byron', email: 'ada@example.com', emailVerified: true, twoFactorEnabled: false },
  csrfToken: 'csrf-of-the-mock',
  organizations: [
    { id: 'org_demo', slug: 'demo', name: 'Acme Engineering', role: 'owner' },
    { id: 'org_side', slug: 'side', name: 'Side Project', role: 'viewer' },
  ],
  singleUser: false,
  version: '0.1.0',
};

const STORE = 'mcp_01store';
const BILLING = 'mcp_01billing';

export const servers = [
  {
    id: STORE,
    name: 'Acme Store',
    transportType: 'streamable_http',
    targetKind: 'mcp',
    baseUrl: 'http://127.0.0.1:4700/mcp',
    environment: 'production',
    categories: ['demo'],
    connectionConfig: { timeoutSeconds: 30, extraHeaderNames: ['X-Tenant'] },
    networkPolicy: { mode: 'host' },
    protocolEra: 'auto',
    state: 'active',
    health: 'healthy',
    healthDetail: null,
    protocolVersion: '2026-07-28',
    serverInfo: { name: 'acme-store', version: '4.2.0' },
    era: { era: 'modern', protocolVersion: '2026-07-28', transport: 'streamable_http', at: ago(HOUR) },
    lastSyncedAt: ago(34 * MINUTE),
    toolCount: 7,
    snapshotId: 'snap_03',
    managed: false,
    syncIntervalMinutes: null,
    pendingChanges: 2,
    breakingAt: ago(34 * MINUTE),
    createdAt: ago(20 * DAY),
    updatedAt: ago(HOUR),
  },
  {
    id: BILLING,
    name: 'Billing gateway with a rather long name that has to wrap somewhere',
    transportType: 'sse',
    targetKind: 'mcp',
    baseUrl: 'https://billing-gateway.internal.example.com/very/long/path/to/the/endpoint/sse',
    environment: 'staging',
    categories: ['payments', 'internal'],
    connectionConfig: { timeoutSeconds: 10, extraHeaderNames: [] },
    networkPolicy: { mode: 'host' },
    protocolEra: 'legacy',
    state: 'active',
    health: 'auth_failed',
    healthDetail: 'The server answered 401 to initialize with auth profile Default.',
    protocolVersion: '2025-06-18',
    serverInfo: { name: 'billing', version: '0.9.1' },
    era: { era: 'legacy', protocolVersion: '2025-06-18', transport: 'sse', at: ago(DAY) },
    lastSyncedAt: ago(2 * DAY),
    toolCount: 23,
    snapshotId: 'snap_11',
    managed: false,
    syncIntervalMinutes: null,
    pendingChanges: 0,
    breakingAt: null,
    createdAt: ago(9 * DAY),
    updatedAt: ago(DAY),
  },
];

export const serverRow = (server: (typeof servers)[number]) => ({
  id: server.id,
  name: server.name,
  transport_type: server.transportType,
  base_url: server.baseUrl,
  categories: server.categories,
  environment: server.environment,
  health: server.health,
  health_detail: server.healthDetail,
  state: server.state,
  protocol_version: server.protocolVersion,
  era: server.era.era,
  tool_count: server.toolCount,
  last_synced_at: server.lastSyncedAt,
  pending_changes: server.pendingChanges,
  breaking_at: server.breakingAt,
});

const text = (description: string) => ({ type: 'string', description });

export const catalog = {
  snapshotId: 'snap_03',
  tools: [
    {
      id: 'tool_1',
      name: 'order_get',
      description: 'Reads one order by its id, with lines, status and totals.',
      inputSchema: { type: 'object', properties: { orderId: text('Such as A-1001') }, required: ['orderId'] },
      outputSchema: { type: 'object', properties: { order: { type: 'object' } }, required: ['order'] },
      annotations: { readOnlyHint: true, idempotentHint: true },
      active: true,
    },
    {
      id: 'tool_2',
      name: 'order_search',
      description: 'Finds orders by customer, status or day. Returns at most 50.',
      inputSchema: {
        type: 'object',
        properties: {
          customer: text('Name or e-mail'),
          status: { type: 'string', enum: ['open', 'shipped', 'refunded'] },
          limit: { type: 'integer', description: '1–50' },
        },
      },
      annotations: { readOnlyHint: true },
      active: true,
    },
    {
      id: 'tool_3',
      name: 'refund_create',
      description: 'Refunds an order in whole or in part.',
      inputSchema: {
        type: 'object',
        properties: { orderId: text('The order'), amount: { type: 'number', description: 'In dollars' } },
        required: ['orderId'],
      },
      annotations: { readOnlyHint: false, destructiveHint: false },
      active: true,
    },
    {
      id: 'tool_4',
      name: 'order_delete',
      description: 'Deletes an order for good.',
      inputSchema: { type: 'object', properties: { orderId: text('The order') }, required: ['orderId'] },
      annotations: { destructiveHint: true },
      active: true,
    },
    {
      id: 'tool_5',
      name: 'report_slow',
      description: 'Builds the daily report. Takes several seconds.',
      inputSchema: { type: 'object', properties: {} },
      annotations: { readOnlyHint: true, openWorldHint: true },
      active: true,
    },
    {
      id: 'tool_6',
      name: 'stock_get',
      inputSchema: { type: 'object', properties: { sku: text('Article number') }, required: ['sku'] },
      annotations: {},
      active: true,
    },
    {
      id: 'tool_7',
      name: 'invoice_print',
      description: 'Was removed from the server in the latest sync.',
      inputSchema: { type: 'object' },
      annotations: {},
      active: false,
    },
  ],
  resources: [{ uri: 'store://policy/returns', name: 'Return policy', mimeType: 'text/markdown', description: 'How returns work.' }],
  resourceTemplates: [{ uriTemplate: 'store://orders/{orderId}', name: 'Order' }],
  prompts: [
    {
      name: 'summarize_order',
      description: 'Summarizes an order for a customer.',
      arguments: [{ name: 'orderId', required: true }, { name: 'tone' }],
    },
  ],
};

export const snapshots = [
  {
    id: 'snap_03',
    at: ago(34 * MINUTE),
    era: 'modern',
    contentHash: '9f1c2ab4771ee0',
    counts: { tools: 6, resources: 1, resourceTemplates: 1, prompts: 1 },
    breakingCount: 2,
  },
  {
    id: 'snap_02',
    at: ago(4 * DAY),
    era: 'modern',
    contentHash: '51aa0937ffcd12',
    counts: { tools: 7, resources: 1, resourceTemplates: 1, prompts: 1 },
    breakingCount: 0,
  },
  {
    id: 'snap_01',
    at: ago(20 * DAY),
    era: 'modern',
    contentHash: '0b7e44c1a9d3f5',
    counts: { tools: 5, resources: 1, resourceTemplates: 0, prompts: 1 },
    breakingCount: 0,
  },
];

export const catalogDiff = {
  fromSnapshotId: 'snap_02',
  toSnapshotId: 'snap_03',
  breakingCount: 2,
  added: [{ kind: 'tool', name: 'stock_get', class: 'non_breaking' }],
  removed: [{ kind: 'tool', name: 'invoice_print', class: 'breaking' }],
  changed: [
    {
      kind: 'tool',
      name: 'order_get',
      changes: [
        { path: 'inputSchema.properties.orderId.type', before: 'integer', after: 'string', class: 'breaking' },
        {
          path: 'description',
          before: 'Reads one order.',
          after: 'Reads one order by its id, with lines, status and totals.',
          class: 'informational',
        },
      ],
    },
  ],
};

export const profiles = [
  { id: 'auth_1', mcpServerId: STORE, name: 'Default', kind: 'bearer', isDefault: true, headerName: null, secretSetAt: ago(9 * DAY) },
  {
    id: 'auth_2',
    mcpServerId: STORE,
    name: 'Read-only key',
    kind: 'api_key_header',
    isDefault: false,
    headerName: 'X-API-Key',
    secretSetAt: ago(DAY),
  },
];

export const models = [
  {
    id: 'script/steps',
    displayName: 'Step script (no AI)',
    provider: 'script',
    upstreamName: 'steps',
    baseUrl: null,
    roles: ['tester'],
    contextTokens: null,
    inputUsdPerMTok: null,
    outputUsdPerMTok: null,
    price: null,
    active: true,
    builtIn: true,
    secretSetAt: null,
    isDefaultTester: true,
    isDefaultJudge: false,
  },
  {
    id: 'anthropic/claude-sonnet-4-5',
    displayName: 'Claude Sonnet 4.5',
    provider: 'anthropic',
    upstreamName: 'claude-sonnet-4-5',
    baseUrl: null,
    roles: ['tester', 'judge'],
    contextTokens: 200_000,
    inputUsdPerMTok: null,
    outputUsdPerMTok: null,
    price: { inputUsdPerMTok: 3, outputUsdPerMTok: 15, source: 'catalog' },
    active: true,
    builtIn: false,
    secretSetAt: ago(3 * DAY),
    isDefaultTester: false,
    isDefaultJudge: true,
  },
  {
    id: 'openai-compatible/qwen3-8b',
    displayName: 'Qwen3 8B on this machine',
    provider: 'openai-compatible',
    upstreamName: 'qwen3:8b',
    baseUrl: 'http://127.0.0.1:11434/v1',
    roles: ['tester'],
    contextTokens: 32_768,
    inputUsdPerMTok: null,
    outputUsdPerMTok: null,
    price: null,
    active: false,
    builtIn: false,
    secretSetAt: null,
    isDefaultTester: false,
    isDefaultJudge: false,
  },
];

const LIMITS = { maxSteps: 30, maxToolCalls: 60, timeoutSeconds: 300, maxTokens: 200_000, maxCostUsd: 1, maxToolResultBytes: 65_536 };

const SCRIPT = `# look the order up, then find it by its customer
1. call order_get with {"orderId": "A-1001"}
2. call order_search with {"customer": "$1.order.customer"}
answer Order \${1.order.id} is \${1.order.status}`;

function workflow(id: string, fields: Record<string, unknown>) {
  return {
    id,
    name: id,
    description: '',
    mcpServerId: STORE,
    environment: 'production',
    defaultMcpAuthProfileId: null,
    testerPrompt: SCRIPT,
    testerTargets: [{ modelId: 'script/steps', skillMode: 'none' }],
    criteria: [
      {
        id: 'crit_1',
        position: 1,
        criterionText: 'order_get is called at least once',
        isRequired: true,
        kind: 'check',
        check: { kind: 'tool_called', tool: 'order_get' },
      },
      {
        id: 'crit_2',
        position: 2,
        criterionText: 'No tool call returns an error',
        isRequired: true,
        kind: 'check',
        check: { kind: 'no_tool_errors' },
      },
      {
        id: 'crit_3',
        position: 3,
        criterionText: 'The final answer contains “shipped”',
        isRequired: false,
        kind: 'check',
        check: { kind: 'final_answer', contains: 'shipped' },
      },
    ],
    judge: null,
    schedule: { cron: '*/15 * * * *', timezone: 'UTC' },
    toolPolicy: { allowed_tools: ['order_*'] },
    limits: LIMITS,
    retryPolicy: { maxAttempts: 2, retryOn: ['error'], backoffSeconds: 10 },
    categories: ['smoke'],
    metadata: { owner: 'payments' },
    state: 'active',
    currentVersion: { id: `${id}_ver_3`, number: 3, createdAt: ago(2 * DAY) },
    nextRunAt: new Date(now + 8 * MINUTE).toISOString(),
    scheduleLabel: 'Every 15 minutes',
    skippedTicks: 0,
    createdAt: ago(12 * DAY),
    updatedAt: ago(2 * DAY),
    warnings: [],
    passRate7d: 1,
    lastRun: null,
    ...fields,
  };
}

export const workflows = [
  workflow('wf_lookup', {
    name: 'Order lookup',
    description: 'An order can be read and found again by its customer.',
    lastRun: { runId: 'run_00000000-0000-4000-8000-000000000001', status: 'pass', endedAt: ago(7 * MINUTE) },
    passRate7d: 0.994,
  }),
  workflow('wf_refund', {
    name: 'Partial refund keeps the total right',
    description: 'Refunds a part, then reads the order again.',
    testerTargets: [
      { modelId: 'anthropic/claude-sonnet-4-5', skillMode: 'none' },
      { modelId: 'openai-compatible/qwen3-8b', skillMode: 'text', skillText: 'Be brief.' },
    ],
    testerPrompt:
      'Refund 10 dollars of order A-1001, which is test data marked “armature”. Then read the order and tell its remaining total.',
    criteria: [
      { id: 'crit_4', position: 1, criterionText: 'The answer names the remaining total of the order', isRequired: true, kind: 'judge' },
      { id: 'crit_5', position: 2, criterionText: 'refund_create is called exactly once', isRequired: true, kind: 'judge' },
    ],
    judge: { modelId: 'anthropic/claude-sonnet-4-5', samples: 3 },
    schedule: { cron: '0 9 * * 1-5', timezone: 'Europe/Paris' },
    scheduleLabel: '09:00, Monday to Friday · across 2 models',
    lastRun: { runId: 'run_00000000-0000-4000-8000-000000000002', status: 'fail', endedAt: ago(50 * MINUTE) },
    passRate7d: 0.825,
    warnings: ['toolPolicy.allowed_tools: “order_*” does not allow refund_create, which a criterion names.'],
  }),
  workflow('wf_report', {
    name: 'Daily report arrives in time',
    schedule: null,
    scheduleLabel: 'Manual',
    nextRunAt: null,
    lastRun: { runId: 'run_00000000-0000-4000-8000-000000000003', status: 'error', endedAt: ago(5 * HOUR) },
    passRate7d: null,
  }),
  workflow('wf_delete', {
    name: 'Deleting needs a literal permission',
    state: 'paused',
    nextRunAt: null,
    passRate7d: 0.61,
    lastRun: { runId: 'run_00000000-0000-4000-8000-000000000004', status: 'partial', endedAt: ago(2 * DAY) },
  }),
];

export const versions = [
  {
    id: 'wf_lookup_ver_3',
    number: 3,
    createdAt: ago(2 * DAY),
    author: { type: 'user', id: 'usr_ada', name: 'Ada Byron' },
    restoredFrom: null,
    diff: [
      { path: 'schedule.cron', op: 'replace', before: '0 * * * *', after: '*/15 * * * *' },
      { path: 'criteria[2]', op: 'add', after: { criterionText: 'The final answer contains “shipped”', isRequired: false } },
    ],
  },
  {
    id: 'wf_lookup_ver_2',
    number: 2,
    createdAt: ago(8 * DAY),
    author: { type: 'key', id: 'key_1', name: 'ci-runner' },
    restoredFrom: null,
    diff: [{ path: 'testerPrompt', op: 'replace', before: '1. call order_get with {"orderId": "A-1000"}', after: SCRIPT }],
  },
  {
    id: 'wf_lookup_ver_1',
    number: 1,
    createdAt: ago(12 * DAY),
    author: { type: 'user', id: 'usr_ada', name: 'Ada Byron' },
    restoredFrom: null,
    diff: [],
  },
];

const runId = (index: number): string => `run_00000000-0000-4000-8000-${String(index).padStart(12, '0')}`;

function run(index: number, fields: Record<string, unknown>) {
  const startedAt = ago(index * 14 * MINUTE + MINUTE);
  return {
    runId: runId(index),
    workflowId: 'wf_lookup',
    workflowName: 'Order lookup',
    mcpServerId: STORE,
    modelId: 'script/steps',
    testerKind: 'script',
    status: 'pass',
    classification: null,
    triggerType: 'scheduled',
    reason: 'schedule',
    createdAt: startedAt,
    startedAt,
    endedAt: new Date(Date.parse(startedAt) + 240).toISOString(),
    durationMs: 180 + ((index * 37) % 140),
    costUsd: 0,
    version: { id: 'wf_lookup_ver_3', number: 3 },
    trial: null,
    errorKind: null,
    url: `/o/demo/runs/${runId(index)}`,
    prompt: SCRIPT,
    finalAnswer: 'Order A-1001 is shipped',
    error: null,
    tokens: { in: 0, out: 0 },
    steps: 3,
    toolCallCount: 2,
    attempts: [{ attempt: 1, status: 'pass', error: null, startedAt, endedAt: new Date(Date.parse(startedAt) + 240).toISOString() }],
    baselineRunId: index < 40 ? runId(index + 3) : null,
    classificationEvidence: [],
    traceExpired: false,
    queuePosition: null,
    ...fields,
  };
}

const SPECIAL: Readonly<Record<number, Record<string, unknown>>> = {
  0: {
    status: 'running',
    endedAt: null,
    durationMs: null,
    finalAnswer: null,
    triggerType: 'manual',
    reason: 'manual run',
    attempts: [{ attempt: 1, status: 'running', error: null, startedAt: ago(MINUTE), endedAt: null }],
  },
  2: {
    workflowId: 'wf_refund',
    workflowName: 'Partial refund keeps the total right',
    modelId: 'anthropic/claude-sonnet-4-5',
    testerKind: 'model',
    status: 'fail',
    classification: 'server',
    classificationEvidence: [{ type: 'event', id: 'evt_0006', note: 'refund_create returned an error: amount must not be negative' }],
    durationMs: 18_420,
    costUsd: 0.0234,
    tokens: { in: 12_840, out: 911 },
    prompt: 'Refund 10 dollars of order A-1001, which is test data marked “armature”. Then read the order and tell its remaining total.',
    finalAnswer: 'I could not refund the order: the server said that the amount must not be negative.',
    attempts: [
      {
        attempt: 1,
        status: 'error',
        error: { kind: 'transport', message: 'connection reset while waiting for order_get' },
        startedAt: ago(30 * MINUTE),
        endedAt: ago(29 * MINUTE),
      },
      { attempt: 2, status: 'fail', error: null, startedAt: ago(28 * MINUTE), endedAt: ago(27 * MINUTE) },
    ],
  },
  3: {
    workflowId: 'wf_report',
    workflowName: 'Daily report arrives in time',
    status: 'error',
    classification: 'server',
    errorKind: 'timeout',
    error: { kind: 'timeout', message: 'report_slow did not answer within 10 s' },
    durationMs: 10_050,
    costUsd: null,
    finalAnswer: null,
    triggerType: 'manual',
    reason: 'release 4.2 candidate, checked by hand before the freeze',
  },
  4: { workflowId: 'wf_delete', workflowName: 'Deleting needs a literal permission', status: 'partial', classification: 'test' },
  9: {
    status: 'fail',
    classification: 'schema',
    triggerType: 'manual',
    reason: 'trial',
    version: { id: 'ver_proposed', number: null },
    trial: { proposalId: 'prop_staged' },
  },
  17: { status: 'error', classification: 'network', errorKind: 'transport', error: { kind: 'transport', message: 'connect refused' } },
  5: {
    status: 'pending',
    startedAt: null,
    endedAt: null,
    durationMs: null,
    finalAnswer: null,
    attempts: [],
    queuePosition: 3,
    triggerType: 'manual',
    reason: 'manual run',
  },
};

export const runs = Array.from({ length: 64 }, (_, index) => run(index, SPECIAL[index] ?? {}));

const ORDER = { order: { id: 'A-1001', customer: 'Grace Hopper', status: 'shipped', total: 129.5, lines: [{ sku: 'KB-87', count: 1 }] } };

function event(seq: number, type: string, data: Record<string, unknown>) {
  return {
    id: `evt_${String(seq).padStart(4, '0')}`,
    runId: runId(2),
    attempt: 2,
    seq,
    at: new Date(now - 28 * MINUTE + seq * 730).toISOString(),
    type,
    data,
  };
}

export const trace = [
  event(1, 'run_started', {
    versionId: 'ver',
    versionNumber: 3,
    target: { modelId: 'anthropic/claude-sonnet-4-5', skillMode: 'none' },
    testerKind: 'model',
    limits: LIMITS,
    snapshotId: 'snap_03',
  }),
  event(2, 'mcp_connected', {
    protocolVersion: '2026-07-28',
    era: 'modern',
    serverInfo: { name: 'acme-store', version: '4.2.0' },
    offeredTools: ['order_get', 'order_search', 'refund_create'],
  }),
  event(3, 'model_message', {
    text: 'I will read the order first, then refund a part of it.',
    tokensIn: 2_210,
    tokensOut: 96,
    costUsd: 0.008,
    latencyMs: 1_840,
    stopReason: 'tool_calls',
  }),
  event(4, 'tool_call', { callId: 'call_1', tool: 'order_get', arguments: { orderId: 'A-1001' } }),
  event(5, 'tool_result', {
    callId: 'call_1',
    tool: 'order_get',
    isError: false,
    outcome: 'ok',
    content: [{ type: 'text', text: JSON.stringify(ORDER) }],
    structuredContent: ORDER,
    bytes: 412,
    truncated: false,
    durationMs: 41,
  }),
  event(6, 'tool_call', { callId: 'call_2', tool: 'refund_create', arguments: { orderId: 'A-1001', amount: 10 } }),
  event(7, 'tool_result', {
    callId: 'call_2',
    tool: 'refund_create',
    isError: true,
    outcome: 'tool_error',
    content: [{ type: 'text', text: 'amount must not be negative' }],
    bytes: 28,
    truncated: false,
    durationMs: 22,
  }),
  event(8, 'tool_blocked', {
    callId: 'call_3',
    tool: 'order_delete',
    arguments: { orderId: 'A-1001' },
    rule: 'destructive tools are not allowed',
  }),
  event(9, 'server_notification', { method: 'notifications/tools/list_changed', params: {} }),
  event(10, 'resource_read', {
    uri: 'store://policy/returns',
    bytes: 1_204,
    content: [{ type: 'text', text: '# Returns\nWithin 30 days…' }],
    durationMs: 12,
  }),
  event(11, 'final_answer', { text: 'I could not refund the order: the server said that the amount must not be negative.' }),
  event(12, 'criterion_verdict', {
    criterionId: 'crit_4',
    verdict: 'fail',
    reasoning: 'No remaining total is named.',
    judgedBy: 'llm:anthropic/claude-sonnet-4-5',
    agreement: 1,
  }),
  event(13, 'run_finished', {
    status: 'fail',
    durationMs: 18_420,
    judgeDurationMs: 4_100,
    tokensIn: 12_840,
    tokensOut: 911,
    costUsd: 0.0234,
  }),
];

export const evaluation = {
  status: 'fail',
  judgeModelId: 'anthropic/claude-sonnet-4-5',
  samples: 3,
  summary: 'The tester read the order and tried the refund once; the server refused it with a message that contradicts its arguments.',
  criteria: [
    {
      criterionId: 'crit_4',
      position: 1,
      criterionText: 'The answer names the remaining total of the order',
      isRequired: true,
      kind: 'judge',
      verdict: 'fail',
      reasoning: 'The answer says that the refund failed and names no total.',
      agreement: 1,
      evidence: [
        { eventId: 'evt_0011', excerpt: 'the server said that the amount must not be negative' },
        { eventId: 'evt_0007', excerpt: 'amount must not be negative' },
      ],
      judgedBy: 'llm:anthropic/claude-sonnet-4-5',
    },
    {
      criterionId: 'crit_5',
      position: 2,
      criterionText: 'refund_create is called exactly once',
      isRequired: true,
      kind: 'check',
      verdict: 'pass',
      reasoning: '1 call of refund_create was sent.',
      agreement: null,
      evidence: [{ eventId: 'evt_0006', excerpt: 'refund_create' }],
      judgedBy: 'rule',
    },
    {
      criterionId: 'crit_6',
      position: 3,
      criterionText: 'The tone of the answer is friendly',
      isRequired: false,
      kind: 'judge',
      verdict: 'partial',
      reasoning: 'Neutral rather than friendly.',
      agreement: 0.66,
      evidence: [],
      judgedBy: 'llm:anthropic/claude-sonnet-4-5',
    },
  ],
};

export const artifacts = {
  runId: runId(2),
  artifacts: [
    { name: 'final-answer.txt', kind: 'final_answer', mimeType: 'text/plain', bytes: 84, text: 'I could not refund the order.' },
    { name: 'judge-report.json', kind: 'judge_report', mimeType: 'application/json', bytes: 2_114, text: '{"samples": 3}' },
  ],
};

export const comparison = {
  runId: runId(2),
  baselineRunId: runId(5),
  verdict: 'regressed',
  status: { before: 'pass', after: 'fail' },
  criteria: [
    {
      criterionId: 'crit_4',
      criterionText: 'The answer names the remaining total of the order',
      isRequired: true,
      before: 'pass',
      after: 'fail',
      change: 'regressed',
    },
    {
      criterionId: 'crit_5',
      criterionText: 'refund_create is called exactly once',
      isRequired: true,
      before: 'pass',
      after: 'pass',
      change: 'same',
    },
    {
      criterionId: 'crit_6',
      criterionText: 'The tone of the answer is friendly',
      isRequired: false,
      before: null,
      after: 'partial',
      change: 'added',
    },
  ],
  toolCalls: { added: [], removed: ['order_search'], newErrors: ['refund_create'], fixedErrors: [], orderChanged: true },
  metrics: {
    durationMs: { before: 9_100, after: 18_420, deltaPercent: 102.4 },
    costUsd: { before: 0.0198, after: 0.0234, deltaPercent: 18.2 },
    tokens: { before: 11_002, after: 13_751, deltaPercent: 25 },
    toolCalls: { before: 3, after: 2, deltaPercent: -33.3 },
    steps: { before: 4, after: 4, deltaPercent: 0 },
  },
  workflowDiff: versions[0]?.diff ?? [],
  catalogDiff,
};

export const keys = [
  {
    id: 'key_a1B2c3D4e5F6',
    name: 'ci-runner',
    tokenPrefix: 'amt_a1B2c3D4e5F6…',
    role: 'editor',
    createdBy: { userId: 'usr_ada', name: 'Ada Byron' },
    canRevoke: true,
    createdAt: ago(11 * DAY),
    lastUsedAt: ago(3 * MINUTE),
  },
  {
    id: 'key_z9Y8x7W6v5U4',
    name: 'grafana',
    tokenPrefix: 'amt_z9Y8x7W6v5U4…',
    role: 'viewer',
    createdBy: { userId: 'usr_ben', name: 'Ben Turing' },
    canRevoke: true,
    createdAt: ago(2 * DAY),
    lastUsedAt: null,
  },
];

export const settings = {
  id: 'org_demo',
  slug: 'demo',
  name: 'Acme Engineering',
  defaultTesterModelId: 'script/steps',
  defaultJudgeModelId: 'anthropic/claude-sonnet-4-5',
  retentionDays: null,
  autoAcceptChanges: false,
  createdAt: ago(20 * DAY),
};
