// Models of the organization, the built-in step script first.
import { requireRole } from '#kernel/role';
import type { Ctx } from '#platform/ctx';
import { defaultModels } from './default-models.ts';
import { SCRIPT_MODEL } from './model.ts';
import type { Model } from './model.ts';
import { presentModel } from './present-model.ts';
import { listStored } from './store.ts';

export async function listModels(ctx: Ctx): Promise<Model[]> {
  requireRole(ctx, 'viewer');
  const [stored, defaults] = await Promise.all([listStored(ctx.deps.db, ctx.org.id), defaultModels(ctx)]);
  return [SCRIPT_MODEL, ...stored.map(({ record }) => record)].map((record) => presentModel(ctx, record, defaults));
}
