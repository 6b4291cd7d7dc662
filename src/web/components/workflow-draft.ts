// A workflow as it is being edited, and the request it becomes.
import { SCRIPT_MODEL_ID } from '../api/models.ts';
import type { Criterion, JudgeSettings, Limits, Schedule, TesterTarget, WorkflowInput, WorkflowSpec } from '../api/workflows.ts';
import { wordsOf } from './server-draft.ts';

export interface CriterionDraft extends Criterion {
  /** Keeps a row the same row while it moves. */
  readonly key: string;
}

export interface WorkflowDraft {
  readonly name: string;
  readonly description: string;
  readonly mcpServerId: string;
  readonly defaultMcpAuthProfileId: string | null;
  readonly testerPrompt: string;
  readonly testerTargets: readonly TesterTarget[];
  readonly criteria: readonly CriterionDraft[];
  readonly judge: JudgeSettings | null;
  readonly schedule: Schedule | null;
  readonly allowedTools: string;
  readonly deniedTools: string;
  readonly allowDestructive: boolean;
  readonly limits: Readonly<Record<keyof Limits, string>>;
  readonly maxAttempts: string;
  readonly backoffSeconds: string;
  readonly retriesErrors: boolean;
  readonly categories: string;
  readonly metadata: string;
}

const DEFAULT_LIMITS: Limits = {
  maxSteps: 30,
  maxToolCalls: 60,
  timeoutSeconds: 300,
  maxTokens: 200_000,
  maxCostUsd: 1,
  maxToolResultBytes: 65_536,
};

let madeKeys = 0;
const newKey = (): string => `row-${(madeKeys += 1)}`;

export const newCriterion = (criterionText = ''): CriterionDraft => ({ key: newKey(), criterionText, isRequired: true, kind: 'judge' });

const keyed = (criterion: Criterion): CriterionDraft => ({ ...criterion, key: criterion.id ?? newKey() });

export interface BlankWorkflow {
  readonly mcpServerId: string;
  readonly testerModelId: string | null;
  /** A tool to begin with: named in the prompt, checked, and allowed. */
  readonly tool?: string | undefined;
}

export function blankDraft({ mcpServerId, testerModelId, tool }: BlankWorkflow): WorkflowDraft {
  const called: Criterion | undefined =
    tool === undefined
      ? undefined
      : { kind: 'check', isRequired: true, criterionText: `${tool} is called at least once`, check: { kind: 'tool_called', tool } };
  const isScript = testerModelId === null || testerModelId === SCRIPT_MODEL_ID;
  return {
    name: tool === undefined ? '' : `Use ${tool}`,
    description: '',
    mcpServerId,
    defaultMcpAuthProfileId: null,
    testerPrompt: promptFor(tool, isScript),
    testerTargets: [{ modelId: testerModelId ?? SCRIPT_MODEL_ID, skillMode: 'none' }],
    criteria: called === undefined ? [newCriterion()] : [keyed(called)],
    judge: null,
    schedule: null,
    allowedTools: tool ?? '',
    deniedTools: '',
    allowDestructive: false,
    limits: textsOf(DEFAULT_LIMITS),
    maxAttempts: '2',
    backoffSeconds: '10',
    retriesErrors: true,
    categories: '',
    metadata: '',
  };
}

function promptFor(tool: string | undefined, isScript: boolean): string {
  if (tool === undefined) return '';
  return isScript ? `1. call ${tool} with {}` : `Use the tool ${tool} and report what it returned.`;
}

export function draftOf(spec: WorkflowSpec): WorkflowDraft {
  return {
    name: spec.name,
    description: spec.description,
    mcpServerId: spec.mcpServerId,
    defaultMcpAuthProfileId: spec.defaultMcpAuthProfileId,
    testerPrompt: spec.testerPrompt,
    testerTargets: spec.testerTargets,
    criteria: spec.criteria.map(keyed),
    judge: spec.judge,
    schedule: spec.schedule,
    allowedTools: (spec.toolPolicy.allowed_tools ?? []).join('\n'),
    deniedTools: (spec.toolPolicy.denied_tools ?? []).join('\n'),
    allowDestructive: spec.toolPolicy.allow_destructive ?? false,
    limits: textsOf(spec.limits),
    maxAttempts: String(spec.retryPolicy.maxAttempts),
    backoffSeconds: String(spec.retryPolicy.backoffSeconds),
    retriesErrors: spec.retryPolicy.retryOn.includes('error'),
    categories: spec.categories.join(', '),
    metadata: Object.entries(spec.metadata)
      .map(([key, value]) => `${key} = ${value}`)
      .join('\n'),
  };
}

const LIMIT_NAMES = ['maxSteps', 'maxToolCalls', 'timeoutSeconds', 'maxTokens', 'maxCostUsd', 'maxToolResultBytes'] as const;

const textsOf = (limits: Limits): Record<keyof Limits, string> => ({
  maxSteps: String(limits.maxSteps),
  maxToolCalls: String(limits.maxToolCalls),
  timeoutSeconds: String(limits.timeoutSeconds),
  maxTokens: String(limits.maxTokens),
  maxCostUsd: String(limits.maxCostUsd),
  maxToolResultBytes: String(limits.maxToolResultBytes),
});

/** What is no number goes to the server as null, which then names the field. */
const numberOf = (text: string): number => (text.trim() === '' ? Number.NaN : Number(text));

function limitsOf(texts: WorkflowDraft['limits']): Limits {
  const [maxSteps, maxToolCalls, timeoutSeconds, maxTokens, maxCostUsd, maxToolResultBytes] = LIMIT_NAMES.map((name) =>
    numberOf(texts[name]),
  );
  return {
    maxSteps: maxSteps ?? 0,
    maxToolCalls: maxToolCalls ?? 0,
    timeoutSeconds: timeoutSeconds ?? 0,
    maxTokens: maxTokens ?? 0,
    maxCostUsd: maxCostUsd ?? 0,
    maxToolResultBytes: maxToolResultBytes ?? 0,
  };
}

export function inputOf(draft: WorkflowDraft): WorkflowInput {
  const allowed = wordsOf(draft.allowedTools);
  const denied = wordsOf(draft.deniedTools);
  return {
    name: draft.name.trim(),
    description: draft.description.trim(),
    mcpServerId: draft.mcpServerId,
    ...(draft.defaultMcpAuthProfileId === null ? {} : { defaultMcpAuthProfileId: draft.defaultMcpAuthProfileId }),
    testerPrompt: draft.testerPrompt.trim(),
    testerTargets: draft.testerTargets.map(({ modelId, skillMode, skillText }) =>
      skillMode === 'text' ? { modelId, skillMode, skillText: skillText ?? '' } : { modelId, skillMode },
    ),
    criteria: draft.criteria.map(({ id, criterionText, isRequired, kind, check }) => ({
      ...(id === undefined ? {} : { id }),
      criterionText: criterionText.trim(),
      isRequired,
      kind,
      ...(check === undefined ? {} : { check }),
    })),
    ...(draft.judge === null ? {} : { judge: draft.judge }),
    schedule: draft.schedule,
    toolPolicy: {
      ...(allowed.length > 0 ? { allowed_tools: allowed } : {}),
      ...(denied.length > 0 ? { denied_tools: denied } : {}),
      ...(draft.allowDestructive ? { allow_destructive: true } : {}),
    },
    limits: limitsOf(draft.limits),
    retryPolicy: {
      maxAttempts: numberOf(draft.maxAttempts),
      retryOn: draft.retriesErrors ? ['error'] : [],
      backoffSeconds: numberOf(draft.backoffSeconds),
    },
    categories: wordsOf(draft.categories),
    metadata: metadataOf(draft.metadata),
  };
}

/** `owner = payments` on each line. */
function metadataOf(text: string): Record<string, string> {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  return Object.fromEntries(
    lines.map((line) => {
      const at = line.indexOf('=');
      return at < 0 ? [line.trim(), ''] : [line.slice(0, at).trim(), line.slice(at + 1).trim()];
    }),
  );
}
