// What can be saved but will likely not do what was meant (spec 02 §1, §3, §6, §7; 11 §1). Pure; computed whenever a workflow is shown.
import { matchGlob } from '#platform/match/glob';
import type { ModelCatalog, ServerFacts } from './reference-facts.ts';
import { firstNonStep } from './script-shape.ts';
import { decideTool } from './tool-policy.ts';
import type { Check, WorkflowSpec } from './workflow.ts';

const MAX_WARNINGS = 50;

export function findWarnings(spec: WorkflowSpec, server: ServerFacts | undefined, catalog: ModelCatalog): string[] {
  const warnings = [
    ...serverWarnings(spec, server),
    ...toolWarnings(spec, server),
    ...policyWarnings(spec, server),
    ...modelWarnings(spec, catalog),
    ...judgeWarnings(spec, catalog),
    ...scriptWarnings(spec, catalog),
  ];
  return Array.from(new Set(warnings)).slice(0, MAX_WARNINGS);
}

function serverWarnings(spec: WorkflowSpec, server: ServerFacts | undefined): string[] {
  if (!server?.isActive) return ['mcpServerId: the server is archived, so the workflow cannot run'];
  const { defaultMcpAuthProfileId: profileId } = spec;
  return profileId === null || server.authProfileIds.includes(profileId)
    ? []
    : ['defaultMcpAuthProfileId: the auth profile no longer exists'];
}

function toolWarnings({ criteria, toolPolicy }: WorkflowSpec, server: ServerFacts | undefined): string[] {
  const tools = server?.tools;
  const named = criteria.flatMap(({ check }, index) =>
    check ? toolsOf(check).map((name) => ({ name, check, at: `criteria[${index}].check` })) : [],
  );
  if (tools === undefined) return named.length === 0 ? [] : ['The catalog of the server was never synced, so tool names were not checked'];
  return named.flatMap(({ name, check, at }) => {
    const tool = tools.find((one) => one.name === name);
    if (!tool) return [`${at}: the tool ${name} is not in the catalog of the server`];
    const decision = check.kind === 'tool_not_called' ? { allowed: true as const } : decideTool(toolPolicy, tool);
    return decision.allowed ? [] : [`${at}: the tool ${name} is blocked by the tool policy (${decision.rule})`];
  });
}

function toolsOf(check: Check): readonly string[] {
  if (check.kind === 'tool_order') return check.tools;
  return 'tool' in check && check.tool !== undefined ? [check.tool] : [];
}

function policyWarnings({ toolPolicy }: WorkflowSpec, server: ServerFacts | undefined): string[] {
  const tools = server?.tools;
  if (tools === undefined) return [];
  return (['allowed_tools', 'denied_tools'] as const).flatMap((list) =>
    (toolPolicy[list] ?? []).flatMap((entry, index) =>
      tools.some(({ name }) => matchGlob(entry, name)) ? [] : [`toolPolicy.${list}[${index}]: ${entry} matches no tool of the catalog`],
    ),
  );
}

function modelWarnings({ testerTargets, judge }: WorkflowSpec, { models }: ModelCatalog): string[] {
  const used = [
    ...testerTargets.map(({ modelId }, index) => ({ modelId, at: `testerTargets[${index}].modelId` })),
    ...(judge ? [{ modelId: judge.modelId, at: 'judge.modelId' }] : []),
  ];
  return used.flatMap(({ modelId, at }) => {
    const model = models.get(modelId);
    if (!model?.isActive) return [`${at}: the model ${modelId} is ${model ? 'switched off' : 'gone'}, so runs with it end in error`];
    return model.tester === 'model' && !model.hasPrice ? [`limits.maxCostUsd: does not apply to ${modelId}, whose price is unknown`] : [];
  });
}

function judgeWarnings({ criteria, judge }: WorkflowSpec, { models, defaultJudgeModelId }: ModelCatalog): string[] {
  const index = criteria.findIndex(({ kind }) => kind === 'judge');
  if (index < 0 || judge) return [];
  const fallback = defaultJudgeModelId === null ? undefined : models.get(defaultJudgeModelId);
  if (!fallback) return [`criteria[${index}]: no judge model is configured; add one or turn this criterion into a check`];
  if (!fallback.isActive) return [`criteria[${index}]: the default judge ${fallback.id} is switched off; judged criteria cannot be graded`];
  return fallback.hasPrice ? [] : [`limits.maxCostUsd: does not apply to ${fallback.id}, whose price is unknown`];
}

function scriptWarnings({ testerPrompt, testerTargets }: WorkflowSpec, { models }: ModelCatalog): string[] {
  const index = testerTargets.findIndex(({ modelId }) => models.get(modelId)?.tester === 'script');
  const line = index < 0 ? undefined : firstNonStep(testerPrompt);
  if (line === undefined) return [];
  return [
    `testerTargets[${index}]: the step script needs a model for line ${line}, which is not a step such as: 1. call <tool> with {"name": "value"}`,
  ];
}
