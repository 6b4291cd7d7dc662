// Facts for table tests of the diagnosis: those of a graded script run in which nothing went wrong, unless told otherwise.
import { MAX_LIMITS } from '#modules/workflows';
import type { Criterion, WorkflowSpec } from '#modules/workflows';
import { toolCallsOf } from '#modules/runs';
import type { DiagnosisFacts as Facts, GradedCriterion, TraceEvent } from '#modules/runs';

export const SPEC: WorkflowSpec = {
  name: 'Order status',
  description: '',
  mcpServerId: 'mcp_1',
  defaultMcpAuthProfileId: null,
  testerPrompt: '1. call order_get with {"orderId": "4711"}',
  testerTargets: [{ modelId: 'script/steps', skillMode: 'none' }],
  criteria: [],
  judge: null,
  schedule: null,
  toolPolicy: {},
  limits: { ...MAX_LIMITS, maxSteps: 30 },
  retryPolicy: { maxAttempts: 1, retryOn: ['error'], backoffSeconds: 0 },
  categories: [],
  metadata: {},
};

type Check = NonNullable<Criterion['check']>;

export const checkCriterion = (position: number, check: Check): Criterion => ({
  id: `crit_${position}`,
  position,
  criterionText: `Criterion ${position}.`,
  isRequired: true,
  kind: 'check',
  check,
});

export const failing = (criterion: Criterion, changes: Partial<GradedCriterion> = {}): GradedCriterion => {
  const { id, check: _check, ...rest } = criterion;
  return { ...rest, criterionId: id, verdict: 'fail', reasoning: 'No.', agreement: null, evidence: [], judgedBy: 'rule', ...changes };
};

export interface FactsChanges {
  readonly run?: Partial<Facts['run']>;
  readonly spec?: Partial<WorkflowSpec>;
  readonly criteria?: readonly GradedCriterion[];
  readonly events?: readonly TraceEvent[];
  readonly refusedCalls?: ReadonlySet<string>;
  readonly changes?: Partial<Facts['changes']>;
  readonly current?: Facts['current'];
  readonly authProfileId?: string | null;
}

export function factsOf({ run, spec, events = [], changes, ...rest }: FactsChanges): Facts {
  return {
    run: {
      runId: 'run_1',
      workflowId: 'wf_1',
      mcpServerId: 'mcp_1',
      modelId: 'script/steps',
      testerKind: 'script',
      status: 'fail',
      classification: 'server',
      classificationEvidence: [],
      error: null,
      version: { id: 'ver_1', number: 1 },
      steps: 1,
      toolCallCount: 1,
      evaluation: null,
      trial: null,
      ...run,
    },
    spec: { ...SPEC, ...spec },
    criteria: [],
    events,
    calls: toolCallsOf(events),
    refusedCalls: new Set(),
    changes: {
      baseline: undefined,
      baselineSpec: undefined,
      workflow: [],
      catalog: null,
      before: undefined,
      after: undefined,
      brokenTools: new Map(),
      ...changes,
    },
    current: { versionId: 'ver_1', modelIds: ['script/steps'] },
    authProfileId: null,
    ...rest,
  };
}
