// A model that cannot do the work any more is no default for it.
import { changeDefaultModels } from '#modules/access';
import type { Ctx } from '#platform/ctx';
import type { Tx } from '#platform/db/connect';
import type { ModelRole } from './model.ts';

/** `still`: what the model can do from now on; nothing when it is removed or switched off. */
export const leaveDefaults = (tx: Tx, ctx: Ctx, modelId: string, still: readonly ModelRole[] = []): Promise<void> =>
  changeDefaultModels(tx, ctx, ({ defaultTesterModelId: tester, defaultJudgeModelId: judge }) => ({
    defaultTesterModelId: tester === modelId && !still.includes('tester') ? null : tester,
    defaultJudgeModelId: judge === modelId && !still.includes('judge') ? null : judge,
  }));
