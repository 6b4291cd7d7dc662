// Makes the content of the next version out of what was sent and, for a patch, of the version before. Pure.
import { assignCriteria } from './assign-criteria.ts';
import { DEFAULT_LIMITS, DEFAULT_RETRY_POLICY } from './defaults.ts';
import type { WorkflowPatch } from './workflow-input.ts';
import type { JudgeSettings, TesterTarget, ToolPolicy, WorkflowSpec } from './workflow.ts';

export type SpecFields = Omit<WorkflowPatch, 'state' | 'baseVersionId'>;

export interface SpecDefaults {
  readonly testerModelId: string | null;
  readonly judgeModelId: string | null;
  readonly newCriterionId: () => string;
}

const EMPTY: WorkflowSpec = {
  name: '',
  description: '',
  mcpServerId: '',
  defaultMcpAuthProfileId: null,
  testerPrompt: '',
  testerTargets: [],
  criteria: [],
  judge: null,
  schedule: null,
  toolPolicy: {},
  limits: DEFAULT_LIMITS,
  retryPolicy: DEFAULT_RETRY_POLICY,
  categories: [],
  metadata: {},
};

/** `fields` have been validated; `base` is the current version, or undefined for a new workflow. */
export function buildSpec(fields: SpecFields, base: WorkflowSpec | undefined, defaults: SpecDefaults): WorkflowSpec {
  const start = base ?? EMPTY;
  const {
    name,
    description,
    defaultMcpAuthProfileId,
    testerPrompt,
    schedule,
    metadata,
    toolPolicy,
    categories,
    criteria,
    limits,
    retryPolicy,
  } = fields;
  return {
    ...start,
    ...withoutUndefined({ name, description, defaultMcpAuthProfileId, testerPrompt, schedule, metadata }),
    mcpServerId: base?.mcpServerId ?? fields.mcpServerId ?? '',
    testerTargets: targetsOf(fields) ?? base?.testerTargets ?? defaultTargets(defaults.testerModelId),
    criteria: criteria ? assignCriteria(criteria, start.criteria, defaults.newCriterionId) : start.criteria,
    judge: judgeOf(fields, start.judge, defaults.judgeModelId),
    toolPolicy: toolPolicy ? withoutUndefined<ToolPolicy>(toolPolicy) : start.toolPolicy,
    limits: { ...start.limits, ...withoutUndefined(limits ?? {}) },
    retryPolicy: { ...start.retryPolicy, ...withoutUndefined(retryPolicy ?? {}) },
    categories: categories ? Array.from(new Set(categories)) : start.categories,
  };
}

/** The targets that were sent, in whichever of the three forms; undefined when in none. */
export function targetsOf(fields: Pick<SpecFields, 'testerModelId' | 'testerModelIds' | 'testerTargets'>): TesterTarget[] | undefined {
  const ids = fields.testerModelIds ?? (fields.testerModelId === undefined ? undefined : [fields.testerModelId]);
  if (ids) return ids.map((modelId) => ({ modelId, skillMode: 'none' }));
  return fields.testerTargets?.map(({ modelId, skillText }) =>
    skillText === undefined ? { modelId, skillMode: 'none' } : { modelId, skillMode: 'text', skillText },
  );
}

const defaultTargets = (modelId: string | null): TesterTarget[] => (modelId === null ? [] : [{ modelId, skillMode: 'none' }]);

/** null keeps following the organization's default judge; naming a model or samples fixes both. */
function judgeOf({ judge, judgeModelId }: SpecFields, current: JudgeSettings | null, defaultModelId: string | null): JudgeSettings | null {
  if (judge === null) return null;
  if (judge === undefined && judgeModelId === undefined) return current;
  const modelId = judge?.modelId ?? judgeModelId ?? current?.modelId ?? defaultModelId;
  return modelId === null ? current : { modelId, samples: judge?.samples ?? current?.samples ?? 1 };
}

type Defined<T> = { [K in keyof T]: Exclude<T[K], undefined> };

/** Without keys whose value is undefined, so that spreading it leaves what was there. */
function withoutUndefined<T extends object>(value: T): Partial<Defined<T>> {
  return Object.fromEntries(Object.entries(value).filter(([, item]) => item !== undefined)) as Partial<Defined<T>>;
}
