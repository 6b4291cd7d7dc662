// The rules that need to look outside the input: server, profile, models (spec 02 §1). Pure; collected with the schema's errors.
import type { FieldError } from '#kernel/errors';
import { targetsOf } from './build-spec.ts';
import type { SpecFields } from './build-spec.ts';
import type { ModelCatalog, ServerFacts } from './reference-facts.ts';
import type { WorkflowSpec } from './workflow.ts';

/** The three ways to say who tests. */
const TESTER_FORMS = ['testerModelId', 'testerModelIds', 'testerTargets'] as const;

/** By presence in the raw input, so that a wrong form still counts as given. */
export function clashingForms(raw: unknown): FieldError[] {
  if (typeof raw !== 'object' || raw === null) return [];
  const given = TESTER_FORMS.filter((form) => Object.hasOwn(raw, form));
  const testers = given.slice(1).map((field) => ({ field, message: `give only one of ${TESTER_FORMS.join(', ')}` }));
  const judges =
    Object.hasOwn(raw, 'judge') && Object.hasOwn(raw, 'judgeModelId')
      ? [{ field: 'judgeModelId', message: 'give only one of judge, judgeModelId' }]
      : [];
  return [...testers, ...judges];
}

/** `server` is undefined when the named one is unknown to the organization. */
export function checkServer(fields: SpecFields, server: ServerFacts | undefined): FieldError[] {
  if (fields.mcpServerId !== undefined && !server?.isActive) {
    return [{ field: 'mcpServerId', message: server ? 'is an archived MCP server' : 'is not an MCP server of this organization' }];
  }
  return checkProfile(fields.defaultMcpAuthProfileId, server);
}

function checkProfile(profileId: string | null | undefined, server: ServerFacts | undefined): FieldError[] {
  if (profileId === undefined || profileId === null || !server) return [];
  return server.authProfileIds.includes(profileId)
    ? []
    : [{ field: 'defaultMcpAuthProfileId', message: "is not an auth profile of the workflow's server" }];
}

/** Models that are named must exist, be active and be made for the part. */
export function checkModels(fields: SpecFields, catalog: ModelCatalog): FieldError[] {
  const testers = (targetsOf(fields) ?? []).map(({ modelId }, index) => ({
    field: testerField(fields, index),
    modelId,
    role: 'tester' as const,
  }));
  const judges = [
    { field: 'judge.modelId', modelId: fields.judge?.modelId, role: 'judge' as const },
    { field: 'judgeModelId', modelId: fields.judgeModelId, role: 'judge' as const },
  ];
  return [...testers, ...judges].flatMap(({ field, modelId, role }) => {
    const message = modelId === undefined ? undefined : modelProblem(modelId, role, catalog);
    return message === undefined ? [] : [{ field, message }];
  });
}

function testerField(fields: SpecFields, index: number): string {
  if (fields.testerModelIds) return `testerModelIds[${index}]`;
  return fields.testerModelId === undefined ? `testerTargets[${index}].modelId` : 'testerModelId';
}

function modelProblem(modelId: string, role: 'tester' | 'judge', { models }: ModelCatalog): string | undefined {
  const model = models.get(modelId);
  if (!model) return 'is not a model of this organization';
  if (!model.isActive) return 'is a model that is switched off';
  if (role === 'tester' ? !model.isTester : !model.isJudge) return `is a model without the role ${role}`;
  return undefined;
}

/** For a new workflow: somebody must test. For any: samples need a judge to take them. */
export function checkDefaults(
  fields: SpecFields,
  { isNew, hasJudge }: { isNew: boolean; hasJudge: boolean },
  catalog: ModelCatalog,
): FieldError[] {
  const errors: FieldError[] = [];
  if (isNew && TESTER_FORMS.every((form) => fields[form] === undefined)) {
    const problem =
      catalog.defaultTesterModelId === null
        ? 'is required, because the organization has no default tester model'
        : modelProblem(catalog.defaultTesterModelId, 'tester', catalog);
    if (problem !== undefined)
      errors.push({
        field: 'testerModelId',
        message: catalog.defaultTesterModelId === null ? problem : `is required, because the default tester ${problem}`,
      });
  }
  const needsJudge = fields.judge && fields.judge.modelId === undefined && fields.judgeModelId === undefined;
  if (needsJudge && !hasJudge && catalog.defaultJudgeModelId === null) {
    errors.push({ field: 'judge.modelId', message: 'is required, because the organization has no default judge' });
  }
  return errors;
}

/** A whole version made current again: what it names must still be there. */
export function checkSpec(spec: WorkflowSpec, server: ServerFacts | undefined, catalog: ModelCatalog): FieldError[] {
  const { testerTargets, judge, mcpServerId, defaultMcpAuthProfileId } = spec;
  const fields = {
    mcpServerId,
    defaultMcpAuthProfileId,
    testerTargets: testerTargets.map(({ modelId, skillMode, skillText }) => ({ modelId, skillMode, skillText })),
    ...(judge ? { judge } : {}),
  };
  return [...checkServer(fields, server), ...checkModels(fields, catalog)];
}
