// Changes the default models inside the transaction of whoever adds, changes or removes a model, so that no default outlives its model.
import { notFound } from '#kernel/errors';
import type { Ctx } from '#platform/ctx';
import type { Tx } from '#platform/db/connect';
import { record } from '../audit/record.ts';
import type { Organization } from './organization.ts';
import { lockOrganization, saveOrganization } from './store.ts';

type Defaults = Pick<Organization, 'defaultTesterModelId' | 'defaultJudgeModelId'>;

/** `decide` sees the defaults of this moment, which nobody else can change until the transaction ends. The caller has checked the role. */
export async function changeDefaultModels(tx: Tx, ctx: Ctx, decide: (now: Defaults) => Defaults): Promise<void> {
  const before = await lockOrganization(tx, ctx.org.id);
  if (!before) throw notFound('organization');
  const { defaultTesterModelId, defaultJudgeModelId } = decide(before);
  if (defaultTesterModelId === before.defaultTesterModelId && defaultJudgeModelId === before.defaultJudgeModelId) return;
  const after = await saveOrganization(tx, ctx.org.id, { ...before, defaultTesterModelId, defaultJudgeModelId });
  await record(tx, ctx, { action: 'organization.update', objectType: 'organization', objectId: before.id, before, after });
}
