// Loads what a workflow speaks of outside itself, from the modules that own it.
import { AppError } from '#kernel/errors';
import { getOrganization } from '#modules/access';
import { listModels, SCRIPT_MODEL_ID } from '#modules/models';
import type { Model } from '#modules/models';
import { getServer, latestCatalog, listAuthProfiles } from '#modules/servers';
import type { Ctx } from '#platform/ctx';
import type { ModelCatalog, ModelFacts, ServerFacts } from './reference-facts.ts';

/** undefined for a server that is not the organization's. */
export async function loadServer(ctx: Ctx, serverId: string): Promise<ServerFacts | undefined> {
  const server = await orUndefined(getServer(ctx, { serverId }));
  if (!server) return undefined;
  const [profiles, latest] = await Promise.all([listAuthProfiles(ctx, { serverId }), latestCatalog(ctx.deps.db, ctx.org.id, serverId)]);
  return {
    id: server.id,
    name: server.name,
    environment: server.environment,
    isActive: server.state === 'active',
    authProfileIds: profiles.map(({ id }) => id),
    tools: latest?.catalog.tools,
  };
}

export async function loadModelCatalog(ctx: Ctx): Promise<ModelCatalog> {
  const [models, organization] = await Promise.all([listModels(ctx), getOrganization(ctx)]);
  const { defaultTesterModelId, defaultJudgeModelId } = organization;
  return {
    models: new Map(models.map((model) => [model.id, factsOf(model)])),
    defaultTesterModelId: defaultTesterModelId ?? (hasOwnTester(models) ? null : SCRIPT_MODEL_ID),
    defaultJudgeModelId,
  };
}

/** The step script is the default only where there is no model to choose (spec 11 §1); beside one, a choice has to be made. */
const hasOwnTester = (models: readonly Model[]): boolean =>
  models.some(({ id, active, roles }) => id !== SCRIPT_MODEL_ID && active && roles.includes('tester'));

const factsOf = (model: Model): ModelFacts => ({
  id: model.id,
  isActive: model.active,
  isTester: model.roles.includes('tester'),
  isJudge: model.roles.includes('judge'),
  tester: model.provider === 'script' || model.provider === 'pinned' ? model.provider : 'model',
  hasPrice: model.price !== null,
});

async function orUndefined<T>(asked: Promise<T>): Promise<T | undefined> {
  try {
    return await asked;
  } catch (error) {
    // A malformed id names no server either.
    if (error instanceof AppError && (error.code === 'not_found' || error.code === 'validation_failed')) return undefined;
    throw error;
  }
}
