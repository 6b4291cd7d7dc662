// Loads what a workflow speaks of outside itself, from the modules that own it.
import { AppError } from '#kernel/errors';
import { defaultModels, listModels } from '#modules/models';
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
  const [models, defaults] = await Promise.all([listModels(ctx), defaultModels(ctx)]);
  const facts = models.map((model): [string, ModelFacts] => [
    model.id,
    {
      id: model.id,
      isActive: model.active,
      isTester: model.roles.includes('tester'),
      isJudge: model.roles.includes('judge'),
      tester: model.provider === 'script' || model.provider === 'pinned' ? model.provider : 'model',
      hasPrice: model.price !== null,
    },
  ]);
  return { models: new Map(facts), defaultTesterModelId: defaults.testerModelId, defaultJudgeModelId: defaults.judgeModelId };
}

async function orUndefined<T>(asked: Promise<T>): Promise<T | undefined> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof AppError && error.code === 'not_found') return undefined;
    throw error;
  }
}
