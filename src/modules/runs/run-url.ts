// Where a person opens a run.
import type { Ctx } from '#platform/ctx';

export const runUrl = (ctx: Pick<Ctx, 'org' | 'deps'>, runId: string): string =>
  `${ctx.deps.settings.publicUrl}/o/${ctx.org.slug}/runs/${runId}`;
