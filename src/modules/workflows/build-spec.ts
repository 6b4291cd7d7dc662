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

/** `fields` have been validated; `base` is the current version, or undefined for a new workflow. */
export function buildSpec(fields: SpecFields, base: WorkflowSpec | undefined, defaults: SpecDefaults): WorkflowSpec {
  return {
    name: fields.name ?? base?.name ?? '',
    description: fields.description ?? base?.description ?? '',
    mcpServerId: base?.mcpServerId ?? fields.mcpServerId ?? '',
    defaultMcpAuthProfileId: keep(fields.defaultMcpAuthProfileId, base?.defaultMcpAuthProfileId ?? null),
    testerPrompt: fields.testerPrompt ?? base?.testerPrompt ?? '',
    testerTargets: targetsOf(fields) ?? base?.testerTargets ?? defaultTargets(defaults.testerModelId),
    criteria: fields.criteria ? assignCriteria(fields.criteria, base?.criteria ?? [], defaults.newCriterionId) : (base?.criteria ?? []),
    judge: judgeOf(fields, base?.judge ?? null, defaults.judgeModelId),
    schedule: keep(fields.schedule, base?.schedule ?? null),
    toolPolicy: fields.toolPolicy ? withoutUndefined<ToolPolicy>(fields.toolPolicy) : (base?.toolPolicy ?? {}),
    limits: { ...DEFAULT_LIMITS, ...base?.limits, ...withoutUndefined(fields.limits ?? {}) },
    retryPolicy: { ...DEFAULT_RETRY_POLICY, ...base?.retryPolicy, ...withoutUndefined(fields.retryPolicy ?? {}) },
    categories: fields.categories ? Array.from(new Set(fields.categories)) : (base?.categories ?? []),
    metadata: fields.metadata ?? base?.metadata ?? {},
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
function judgeOf(fields: SpecFields, current: JudgeSettings | null, defaultModelId: string | null): JudgeSettings | null {
  if (fields.judge === null) return null;
  const modelId = fields.judge?.modelId ?? fields.judgeModelId ?? (fields.judge ? (current?.modelId ?? defaultModelId) : undefined);
  if (modelId === undefined || modelId === null) return current;
  return { modelId, samples: fields.judge?.samples ?? current?.samples ?? 1 };
}

const keep = <T>(sent: T | undefined, current: T): T => (sent === undefined ? current : sent);

type Defined<T> = { [K in keyof T]: Exclude<T[K], undefined> };

/** Without keys whose value is undefined, so that spreading it leaves what was there. */
function withoutUndefined<T extends object>(value: T): Partial<Defined<T>> {
  return Object.fromEntries(Object.entries(value).filter(([, item]) => item !== undefined)) as Partial<Defined<T>>;
}
