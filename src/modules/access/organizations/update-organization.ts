// Changes the settings of an organization: name, default models, retention (spec 09 §2). The slug never changes.
import { z } from 'zod';
import type { FieldError } from '#kernel/errors';
import { invalidField, validationFailed } from '#kernel/errors';
import { parseInput } from '#kernel/parse-input';
import { requireRole } from '#kernel/role';
import type { Ctx } from '#platform/ctx';
import { inTransaction } from '#platform/db/transaction';
import { record } from '../audit/record.ts';
import { holdOrganization } from '../members/hold-organization.ts';
import { organizationName } from './organization.ts';
import type { Organization } from './organization.ts';
import { saveOrganization } from './store.ts';

/** Asks the model catalog, which this module may not know: what is wrong with `modelId` as a default, or undefined. */
export interface ModelRules {
  problemOf(ctx: Ctx, use: 'tester' | 'judge', modelId: string): Promise<string | undefined>;
}

const modelId = z.string().trim().min(1, 'must not be empty').max(200, 'must have at most 200 characters');

const organizationPatch = z.strictObject({
  name: organizationName.optional(),
  defaultTesterModelId: modelId.nullable().optional(),
  defaultJudgeModelId: modelId.nullable().optional(),
  /** Days, at most the instance's; null follows the instance. */
  retentionDays: z.int('must be a whole number of days').min(1, 'must be at least 1').nullable().optional(),
  autoAcceptChanges: z.boolean('must be true or false').optional(),
});
type Patch = z.infer<typeof organizationPatch>;

/** Pass `models` so that an unknown or unfit default model is refused. */
export async function updateOrganization(ctx: Ctx, raw: unknown, models?: ModelRules): Promise<Organization> {
  requireRole(ctx, 'admin');
  const patch = parseInput(organizationPatch, raw);
  checkRetention(ctx, patch);
  if (models) await checkModels(ctx, patch, models);
  return inTransaction(ctx.deps.db, async (tx) => {
    const { organization: before } = await holdOrganization(tx, ctx, 'admin');
    const after = await saveOrganization(tx, ctx.org.id, {
      name: patch.name ?? before.name,
      defaultTesterModelId: patch.defaultTesterModelId === undefined ? before.defaultTesterModelId : patch.defaultTesterModelId,
      defaultJudgeModelId: patch.defaultJudgeModelId === undefined ? before.defaultJudgeModelId : patch.defaultJudgeModelId,
      retentionDays: patch.retentionDays === undefined ? before.retentionDays : patch.retentionDays,
      autoAcceptChanges: patch.autoAcceptChanges ?? before.autoAcceptChanges,
    });
    await record(tx, ctx, { action: 'organization.update', objectType: 'organization', objectId: before.id, before, after });
    return after;
  });
}

function checkRetention(ctx: Ctx, patch: Patch): void {
  const most = ctx.deps.settings.retentionDays;
  if (patch.retentionDays !== undefined && patch.retentionDays !== null && patch.retentionDays > most) {
    throw invalidField('retentionDays', `must be at most ${most}, the retention of this instance`);
  }
}

async function checkModels(ctx: Ctx, patch: Patch, models: ModelRules): Promise<void> {
  const uses = [
    { field: 'defaultTesterModelId', use: 'tester', id: patch.defaultTesterModelId },
    { field: 'defaultJudgeModelId', use: 'judge', id: patch.defaultJudgeModelId },
  ] as const;
  const problems: FieldError[] = [];
  for (const { field, use, id } of uses) {
    const message = id ? await models.problemOf(ctx, use, id) : undefined;
    if (message !== undefined) problems.push({ field, message });
  }
  const [first, ...rest] = problems;
  if (first) throw validationFailed([first, ...rest]);
}
