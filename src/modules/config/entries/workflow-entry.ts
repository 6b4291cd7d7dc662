// A workflow as a document says it, and the other way round. Pure.
import { checkSentence } from '#modules/workflows';
import type { Check, Criterion, TesterTarget, WorkflowContent } from '#modules/workflows';
import type { ConfigEntry } from '../document.ts';
import { isObject, isSame } from '../json.ts';
import type { JsonObject } from '../json.ts';

export interface WorkflowNames {
  readonly key: string;
  readonly mcpServer: string;
  readonly defaultMcpAuthProfile: string | null;
}

/** With every field; criteria without ids and places, which the instance gives. */
export const workflowEntry = (workflow: WorkflowContent, names: WorkflowNames): ConfigEntry => ({
  key: names.key,
  name: workflow.name,
  description: workflow.description,
  mcpServer: names.mcpServer,
  defaultMcpAuthProfile: names.defaultMcpAuthProfile,
  testerPrompt: workflow.testerPrompt,
  testerTargets: workflow.testerTargets,
  criteria: workflow.criteria.map(criterionEntry),
  judge: workflow.judge,
  schedule: workflow.schedule,
  toolPolicy: workflow.toolPolicy,
  limits: workflow.limits,
  retryPolicy: workflow.retryPolicy,
  categories: workflow.categories,
  metadata: workflow.metadata,
  state: workflow.state,
});

const criterionEntry = ({ criterionText, isRequired, kind, check }: Omit<Criterion, 'id' | 'position'>): JsonObject => ({
  criterionText,
  isRequired,
  kind,
  ...(check ? { check } : {}),
});

/** The shortest of the three forms that name the testers, and criteria without what they have anyway. */
export function shortWorkflow({ testerTargets, criteria, ...entry }: ConfigEntry): ConfigEntry {
  return {
    ...entry,
    ...shortTargets(testerTargets as readonly TesterTarget[]),
    criteria: (criteria as readonly JsonObject[]).map(shortCriterion),
  };
}

function shortTargets(targets: readonly TesterTarget[]): JsonObject {
  if (targets.some(({ skillMode }) => skillMode !== 'none')) return { testerTargets: targets };
  const [first, ...others] = targets.map(({ modelId }) => modelId);
  return others.length === 0 ? { testerModelId: first } : { testerModelIds: [first, ...others] };
}

function shortCriterion({ criterionText, isRequired, kind, check }: JsonObject): JsonObject {
  const isGenerated = check !== undefined && criterionText === checkSentence(check as Check);
  return {
    ...(isGenerated ? {} : { criterionText }),
    ...(isRequired === true ? {} : { isRequired }),
    ...(kind === 'judge' ? {} : { kind }),
    ...(check === undefined ? {} : { check }),
  };
}

/** The fields of the document in the one form that is compared; undefined: as it is, whatever it is. */
export function wantedWorkflow(entry: ConfigEntry): ConfigEntry {
  const { testerModelId, testerModelIds, testerTargets, judgeModelId, ...rest } = entry;
  const ids = Array.isArray(testerModelIds) ? testerModelIds : testerModelId === undefined ? undefined : [testerModelId];
  const targets = ids ? ids.map((modelId) => ({ modelId, skillMode: 'none' })) : wantedTargets(testerTargets);
  return {
    ...rest,
    testerTargets: targets,
    criteria: Array.isArray(rest['criteria']) ? rest['criteria'].map(wantedCriterion) : rest['criteria'],
    judge: wantedJudge(rest['judge'], judgeModelId),
    schedule: isObject(rest['schedule']) ? { timezone: 'UTC', ...rest['schedule'] } : rest['schedule'],
  };
}

const wantedTargets = (targets: unknown): unknown =>
  Array.isArray(targets) ? targets.map((target) => (isObject(target) ? { skillMode: 'none', ...target } : target)) : targets;

/** A judge without a model follows the organization's default when it is saved: what that was is not known here. */
const wantedJudge = (judge: unknown, modelId: unknown): unknown => {
  if (modelId !== undefined) return { modelId, samples: 1 };
  return isObject(judge) ? { samples: 1, ...judge } : judge;
};

function wantedCriterion(criterion: unknown): unknown {
  if (!isObject(criterion)) return criterion;
  const { check, criterionText } = criterion;
  const text = criterionText === undefined && isObject(check) ? sentenceOf(check) : criterionText;
  return { isRequired: true, kind: 'judge', ...criterion, ...(text === undefined ? {} : { criterionText: text }) };
}

/** Of a check that is not valid there is none; whoever saves it says what is wrong. */
function sentenceOf(check: JsonObject): string | undefined {
  try {
    return checkSentence(check as Check);
  } catch {
    return undefined;
  }
}

/**
 * The criteria with the ids of those that say the same already, wherever they stood: runs are compared by them. The others take,
 * where they stand, the place of one that is gone.
 */
export function keepCriterionIds(wanted: unknown, current: readonly Criterion[]): unknown {
  if (!Array.isArray(wanted)) return wanted;
  const free = new Set(current);
  return wanted.map((criterion: unknown) => {
    const same = [...free].find((one) => isSame(criterionEntry(one), wantedCriterion(criterion)));
    if (!same || !isObject(criterion)) return criterion;
    free.delete(same);
    return { ...criterion, id: same.id };
  });
}
