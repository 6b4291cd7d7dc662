// What the mock API knows of proposals and diagnoses: a patch to try and apply, a draft, one of each end, and texts that mean harm.
import { catalogDiff, evaluation, runs, versions, workflows } from './mock-data.ts';

interface Answer {
  readonly status?: number;
  readonly body: unknown;
}
type Route = readonly [RegExp, (match: readonly string[], query: URLSearchParams, body: Readonly<Record<string, unknown>>) => Answer];

const HOUR = 3_600_000;
const now = Date.now();
const ago = (ms: number): string => new Date(now - ms).toISOString();
const runId = (index: number): string => `run_00000000-0000-4000-8000-${String(index).padStart(12, '0')}`;

/** Marked up, turned around, and with characters that nobody sees. */
export const HOSTILE =
  'A-1001 was renumbered. <img src=x onerror="document.title=\'owned\'"> [Apply](javascript:alert(1)) pay\u200bload \u202etxet';

const summary = (index: number, fields: object = {}) => ({ ...runs[index], ...fields });

const trial = (index: number, proposalId: string, fields: object = {}) =>
  summary(index, {
    trial: { proposalId },
    reason: 'trial',
    triggerType: 'manual',
    version: { id: 'ver_proposed', number: null },
    ...fields,
  });

const [lookup, refund] = workflows;

function specOf(workflow: Readonly<Record<string, unknown>> = {}, fields: object = {}) {
  const { testerTargets: model, testerPrompt: prompt, ...rest } = workflow;
  const same = [
    'description',
    'schedule',
    'toolPolicy',
    'criteria',
    'mcpServerId',
    'judge',
    'limits',
    'retryPolicy',
    'categories',
    'metadata',
  ];
  return {
    name: String(workflow['name']),
    model,
    prompt,
    defaultMcpAuthProfileId: null,
    ...Object.fromEntries(same.map((name) => [name, rest[name]])),
    ...fields,
  };
}

const NO_TRIALS = { runs: [], current: [summary(1)], verdict: 'none' };

const proposal = (id: string, fields: object = {}) => ({
  proposalId: id,
  kind: 'patch',
  workflowId: 'wf_lookup',
  baseVersionId: 'wf_lookup_ver_3',
  sourceRunId: null,
  rationale: 'The server renamed its order numbers; the prompt still asks for the old one.',
  evidence: [runId(9)],
  spec: specOf(lookup),
  diff: [{ path: 'schedule.cron', op: 'replace', before: '*/15 * * * *', after: '*/30 * * * *' }],
  warnings: [],
  state: 'staged',
  createdBy: { type: 'key', id: 'key_1', name: 'repair-agent' },
  createdAt: ago(2 * HOUR),
  expiresAt: ago(-22 * HOUR),
  appliedAt: null,
  appliedVersionId: null,
  appliedWorkflowId: null,
  approvedBy: null,
  trials: NO_TRIALS,
  resourceUri: `armature://workflow-change-proposals/${id}`,
  url: `/o/demo/proposals/${id}`,
  ...fields,
});

export const staged = proposal('prop_staged', {
  rationale: HOSTILE,
  evidence: [runId(9), 'crit_1', 'evt_0006', 'call_2', 'evt_0007'],
  warnings: ['toolPolicy.allowed_tools: “order_*” allows order_delete, which is annotated destructive.', `criteria[1]: ${HOSTILE}`],
  diff: [
    {
      path: 'prompt',
      op: 'replace',
      before: '1. call order_get with {"orderId": "A-1001"}',
      after: `1. call order_get with {"orderId": "B-1001"}\n# ${HOSTILE}`,
    },
    { path: 'criteria[1].isRequired', op: 'replace', before: true, after: false },
    { path: 'toolPolicy.denied_tools', op: 'add', after: ['order_delete'] },
    { path: 'metadata.<b>owner</b>', op: 'remove', before: 'payments' },
  ],
  trials: {
    runs: [trial(8, 'prop_staged'), trial(9, 'prop_staged')],
    current: [summary(17)],
    verdict: 'passed',
  },
});

export const draft = proposal('prop_draft', {
  kind: 'draft',
  workflowId: null,
  baseVersionId: null,
  sourceRunId: runId(2),
  createdBy: { type: 'user', id: 'usr_ben', name: 'Ben Turing' },
  rationale: 'A partial refund failed in production; it must never fail again unseen.',
  evidence: [runId(2), 'crit_4', 'evt_0007'],
  spec: specOf(refund, { name: 'Regression: partial refund keeps the total right', schedule: null }),
  diff: [{ path: 'schedule', op: 'remove', before: { cron: '0 9 * * 1-5', timezone: 'Europe/Paris' } }],
});

const ENDED = [
  proposal('prop_stale', { workflowId: 'wf_refund', baseVersionId: 'wf_refund_ver_2', spec: specOf(refund) }),
  proposal('prop_applied', {
    state: 'applied',
    appliedAt: ago(HOUR),
    appliedVersionId: 'wf_lookup_ver_3',
    appliedWorkflowId: 'wf_lookup',
    approvedBy: 'Grace Hopper',
  }),
  proposal('prop_expired', { state: 'expired', createdAt: ago(50 * HOUR), expiresAt: ago(26 * HOUR) }),
];

const MANY = Array.from({ length: 27 }, (_, index) =>
  proposal(`prop_old${index}`, { state: 'expired', createdAt: ago((60 + index) * HOUR), expiresAt: ago((36 + index) * HOUR) }),
);

const proposals: readonly ReturnType<typeof proposal>[] = [staged, draft, ...ENDED, ...MANY];

export const diagnosis = {
  runId: runId(2),
  workflowId: 'wf_refund',
  version: { id: 'wf_refund_ver_3', number: 3 },
  currentVersionId: 'wf_refund_ver_3',
  status: 'fail',
  error: null,
  classification: 'schema',
  classificationEvidence: [
    { type: 'event', id: 'evt_0007', note: 'refund_create refused its arguments: amount must not be negative' },
    { type: 'criterion', id: 'crit_4', note: 'which criterion 1 cites' },
    { type: 'catalog', id: 'snap_03', note: 'The catalog changed in a breaking way since the baseline.' },
  ],
  failingCriteria: evaluation.criteria.filter(({ verdict }) => verdict !== 'pass'),
  contributingToolCalls: [
    {
      callId: 'call_2',
      eventId: 'evt_0006',
      tool: 'refund_create',
      arguments: { orderId: 'A-1001', amount: 10 },
      isError: true,
      blocked: false,
      resultExcerpt: `amount must not be negative ${HOSTILE}`,
      durationMs: 22,
      why: 'argument_refused',
    },
    {
      callId: 'call_3',
      eventId: 'evt_0008',
      tool: 'order_delete',
      arguments: { orderId: 'A-1001' },
      isError: true,
      blocked: true,
      resultExcerpt: 'destructive tools are not allowed',
      durationMs: null,
      why: 'blocked',
    },
  ],
  contributingEvents: [
    { eventId: 'evt_0011', type: 'final_answer', excerpt: 'I could not refund the order.' },
    { eventId: 'evt_0006', type: 'tool_call', excerpt: '{"tool":"refund_create"}' },
  ],
  changesSinceBaseline: { baselineRunId: runId(5), workflow: versions[0]?.diff ?? [], catalog: catalogDiff },
  suggestedActions: [
    {
      action: 'sync_capabilities',
      reason: 'The catalog changed in a breaking way (refund_create): read it again before the workflow is changed.',
      tool: 'sync_mcp_server_capabilities',
      arguments: { mcpServerId: 'mcp_01store' },
    },
    { action: 'patch_prompt', reason: 'The task must lead to calls that the server takes as it is now.' },
    { action: 'rerun', reason: 'One more run tells chance from habit.' },
  ],
  remediations: [
    {
      subject: { type: 'workflow', id: 'wf_refund' },
      field: 'limits.maxToolCalls',
      operation: 'replace',
      before: 60,
      after: 120,
      why: 'The limit was reached with calls left to make.',
      evidence: ['evt_0006', 'crit_4'],
    },
    {
      subject: { type: 'workflow', id: 'wf_refund' },
      field: 'prompt',
      operation: 'replace',
      before: 'Refund 10 dollars of order A-1001, which is test data marked “armature”. Then read the order and tell its total.',
      after: 'Refund 1000 cents of order A-1001, which is test data marked “armature”. Then read the order and tell its total.',
      why: 'The argument amount is in cents by now.',
      evidence: [runId(2)],
    },
    {
      subject: { type: 'mcp_server', id: 'mcp_01store' },
      field: 'tools.refund_create.outputSchema',
      operation: 'replace',
      why: `The result does not fit what the server promises: ${HOSTILE}`,
      evidence: [],
    },
    {
      subject: { type: 'workflow', id: 'wf_refund' },
      field: 'toolPolicy.allowed_tools',
      operation: 'add',
      after: 'refund_*',
      why: 'The policy stopped a call that the prompt asks for.',
      evidence: ['call_3'],
    },
  ],
  similarFailures: [
    { runId: runId(9), endedAt: ago(30 * HOUR), status: 'fail', classification: 'schema', sharedCriteria: ['crit_4'], url: '' },
    { runId: runId(4), endedAt: ago(60 * HOUR), status: 'partial', classification: 'test', sharedCriteria: [], url: '' },
  ],
  truncated: true,
};

const listed = (query: URLSearchParams) => {
  const same = (name: string, value: unknown): boolean => query.get(name) === null || query.get(name) === value;
  const rows = proposals.filter((one) => same('state', one.state) && same('workflowId', one.workflowId));
  const [page, pageSize] = [Number(query.get('page') ?? '1'), Number(query.get('pageSize') ?? '25')];
  return { rows: rows.slice((page - 1) * pageSize, page * pageSize), page, pageSize, total: rows.length };
};

const missing: Answer = {
  status: 404,
  body: { error: { code: 'proposal_not_found', message: 'No such proposal.', details: { fieldErrors: [], warnings: [] } } },
};

export const PROPOSAL_ROUTES: readonly Route[] = [
  [/^GET (?:.*)\/workflow-change-proposals$/, (_, query) => ({ body: listed(query) })],
  [/^POST (?:.*)\/workflow-change-proposals$/, () => ({ status: 201, body: draft })],
  [
    /^GET (?:.*)\/workflow-change-proposals\/(\w+)$/,
    ([id]) => {
      const found = proposals.find(({ proposalId }) => proposalId === id);
      return found === undefined ? missing : { body: found };
    },
  ],
  [
    /^POST (?:.*)\/workflow-change-proposals\/(\w+)\/apply$/,
    ([id]) => ({
      body: {
        proposalId: id,
        workflowId: 'wf_lookup',
        version: { id: 'wf_lookup_ver_4', number: 4 },
        created: id === 'prop_draft',
        diff: staged.diff,
        trial: 'passed',
      },
    }),
  ],
  [/^GET (?:.*)\/runs\/([\w-]+)\/diagnosis$/, ([id]) => ({ body: { ...diagnosis, runId: id } })],
];
