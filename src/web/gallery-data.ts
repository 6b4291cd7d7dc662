// What the gallery shows: one of each, with long names and failures among them.
import type { CriterionVerdict, RunSummary, TraceEvent } from './api/runs.ts';
import type { CatalogDiff, Probe, Tool } from './api/servers.ts';
import type { FieldDiff } from './api/workflows.ts';

export const LONG_WORD = 'A-very-long-name-without-any-space-that-has-to-break-somewhere-or-it-pushes-the-page-aside';

const AT = '2026-01-31T09:15:02.114Z';

export const RUN: RunSummary = {
  runId: 'run_6f1c2b0e-0000-4000-8000-000000000000',
  workflowId: 'wf_1',
  workflowName: 'Order lookup',
  mcpServerId: 'mcp_1',
  modelId: 'script/steps',
  testerKind: 'script',
  status: 'pass',
  classification: null,
  triggerType: 'manual',
  reason: 'manual run',
  createdAt: AT,
  startedAt: AT,
  endedAt: AT,
  durationMs: 240,
  costUsd: 0,
  version: { id: 'ver_1', number: 1 },
  trial: null,
  errorKind: null,
  url: '/o/demo/runs/run_6f1c2b0e-0000-4000-8000-000000000000',
};

export const TOOLS: readonly Tool[] = [
  {
    id: 'tool_1',
    active: true,
    name: 'order_get',
    description: 'Reads one order.',
    inputSchema: {
      type: 'object',
      properties: {
        orderId: { type: 'string', description: 'Such as A-1001' },
        parts: { type: 'array', items: { type: 'string' }, description: LONG_WORD },
        status: { enum: ['open', 'shipped'] },
      },
      required: ['orderId'],
    },
    annotations: { readOnlyHint: true },
  },
  {
    id: 'tool_2',
    active: true,
    inputSchema: { type: 'object' },
    name: 'order_delete',
    description: 'Deletes an order for good.',
    annotations: { destructiveHint: true },
  },
];

export const GOOD_PROBE: Probe = {
  ok: true,
  protocolVersion: '2026-07-28',
  era: 'modern',
  eras: { modern: true, legacy: null },
  findings: [],
  serverInfo: { name: 'acme-store', version: '4.2.0' },
  counts: { tools: 12, resources: 3, resourceTemplates: 1, prompts: 0 },
  durationMs: 412,
  warnings: ["tool 'search' has no description"],
  error: null,
};

export const FAILED_PROBE: Probe = {
  ok: false,
  protocolVersion: null,
  era: null,
  eras: { modern: false, legacy: false },
  serverInfo: null,
  counts: { tools: 0, resources: 0, resourceTemplates: 0, prompts: 0 },
  findings: [{ rule: 'foreign-transport', severity: 'info', message: 'The answer fits the older SSE transport.' }],
  durationMs: 30_012,
  warnings: [],
  error: { code: 'http_status', message: 'mcp.example.com answered 404 to initialize.', httpStatus: 404 },
};

export const DIFF: CatalogDiff = {
  fromSnapshotId: 'snap_1',
  toSnapshotId: 'snap_2',
  breakingCount: 2,
  added: [{ kind: 'tool', name: 'refund_create', class: 'non_breaking' }],
  removed: [{ kind: 'resource_template', name: LONG_WORD, class: 'breaking', hint: 'was used 31 times' }],
  changed: [
    {
      kind: 'tool',
      name: 'order_get',
      changes: [
        { path: 'inputSchema.properties.orderId.type', before: 'string', after: 'integer', class: 'breaking' },
        { path: 'description', before: 'Old', after: 'New', class: 'informational' },
      ],
    },
  ],
};

export const FIELD_DIFF: readonly FieldDiff[] = [
  { path: 'criteria[1].criterionText', op: 'replace', before: 'The order is found', after: `The order is found: ${LONG_WORD}` },
  { path: 'schedule', op: 'add', after: { cron: '*/15 * * * *', timezone: 'Europe/Paris' } },
  { path: 'toolPolicy.denied_tools', op: 'remove', before: ['*_delete'] },
];

export const VERDICTS: readonly CriterionVerdict[] = [
  {
    criterionId: 'crit_1',
    position: 1,
    criterionText: 'order_get is called at least once',
    isRequired: true,
    kind: 'check',
    verdict: 'pass',
    reasoning: '1 call was sent.',
    agreement: null,
    evidence: [{ eventId: 'evt_1', excerpt: 'order_get' }],
    judgedBy: 'rule',
  },
  {
    criterionId: 'crit_2',
    position: 2,
    criterionText: 'The answer names the total',
    isRequired: true,
    kind: 'judge',
    verdict: 'fail',
    reasoning: 'No total is named.',
    agreement: 0.67,
    evidence: [{ eventId: 'evt_2', excerpt: 'order is shipped' }],
    judgedBy: 'llm:anthropic/claude-sonnet-4-5',
  },
  {
    criterionId: 'crit_3',
    position: 3,
    criterionText: LONG_WORD,
    isRequired: false,
    kind: 'judge',
    verdict: 'partial',
    reasoning: LONG_WORD,
    agreement: 1,
    evidence: [],
    judgedBy: 'llm:x',
  },
  {
    criterionId: 'crit_4',
    position: 4,
    criterionText: 'Not graded yet',
    isRequired: true,
    kind: 'judge',
    verdict: null,
    reasoning: null,
    agreement: null,
    evidence: [],
    judgedBy: null,
  },
];

const event = (seq: number, type: TraceEvent['type'], data: TraceEvent['data']): TraceEvent => ({
  id: `evt_${seq}`,
  runId: RUN.runId,
  attempt: 1,
  seq,
  at: AT,
  type,
  data,
});

export const TRACE: readonly TraceEvent[] = [
  event(0, 'run_started', { versionNumber: 1, target: { modelId: 'script/steps' } }),
  event(1, 'tool_call', { callId: 'call_1', tool: 'order_get', arguments: { orderId: 'A-1001' } }),
  event(2, 'tool_result', {
    callId: 'call_1',
    tool: 'order_get',
    isError: false,
    content: [{ type: 'text', text: 'order is shipped' }],
    bytes: 16,
    truncated: false,
    durationMs: 41,
  }),
  event(3, 'tool_call', { callId: 'call_2', tool: LONG_WORD, arguments: { text: LONG_WORD } }),
  event(4, 'tool_result', {
    callId: 'call_2',
    tool: LONG_WORD,
    isError: true,
    content: [{ type: 'text', text: 'no such order' }],
    bytes: 13,
    truncated: true,
    durationMs: 2_041,
  }),
  event(5, 'tool_blocked', { callId: 'call_3', tool: 'order_delete', arguments: {}, rule: 'destructive tools are not allowed' }),
  event(6, 'model_message', {
    text: 'I will look it up.',
    tokensIn: 812,
    tokensOut: 14,
    costUsd: null,
    latencyMs: 900,
    stopReason: 'tool_calls',
  }),
  event(7, 'limit_reached', { limit: 'maxSteps', value: 30 }),
  event(8, 'error', { kind: 'budget', message: 'maxSteps 30 was reached before a final answer' }),
  event(9, 'resource_read', { uri: 'store://policy/returns', bytes: 1_204, content: [], durationMs: 12 }),
  event(10, 'prompt_get', { name: 'summarize', bytes: 12, content: [], durationMs: 3, error: 'unknown prompt' }),
  event(11, 'server_notification', { method: 'notifications/tools/list_changed', params: {} }),
  event(12, 'final_answer', { text: 'The order is shipped.' }),
  event(13, 'criterion_verdict', { criterionId: 'crit_1', verdict: 'pass', reasoning: '1 call was sent.' }),
  event(14, 'run_finished', { status: 'pass' }),
];
