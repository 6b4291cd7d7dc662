// Who tests and who judges when a workflow does not say (spec 02 §8).
import { getOrganization } from '#modules/access';
import type { Ctx } from '#platform/ctx';
import { SCRIPT_MODEL_ID } from './model.ts';

export interface DefaultModels {
  readonly testerModelId: string;
  /** null: no judge; criteria that need one cannot be graded. */
  readonly judgeModelId: string | null;
}

/** Without a choice the step script tests, so that an instance without any model works. */
export async function defaultModels(ctx: Ctx): Promise<DefaultModels> {
  const { defaultTesterModelId, defaultJudgeModelId } = await getOrganization(ctx);
  return { testerModelId: defaultTesterModelId ?? SCRIPT_MODEL_ID, judgeModelId: defaultJudgeModelId };
}
