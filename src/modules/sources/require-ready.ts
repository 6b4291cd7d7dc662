// Whether a source can be active in a mode: everything that is asked before Activate, and before the mode is switched.
import type { Ctx } from '#platform/ctx';
import { missingForCode, missingForTools, refuseMissing } from './activation.ts';
import type { ActivationCheck } from './activation.ts';
import { activeEnvironments, docsOf } from './bundles/store.ts';
import { DEFAULT_ENVIRONMENT } from './source.ts';
import type { SourceRecord } from './source.ts';

/** Throws `conflict` with `details.missing`. Asks the API itself only when nothing else is missing. */
export async function requireReady(ctx: Ctx, source: SourceRecord, check: ActivationCheck | undefined): Promise<void> {
  const { db } = ctx.deps;
  if (source.mode === 'code') {
    refuseMissing(missingForCode((await activeEnvironments(db, [source.id])).get(source.id) ?? []));
    return;
  }
  const docs = (await docsOf(db, [source.id], DEFAULT_ENVIRONMENT)).get(source.id);
  refuseMissing(missingForTools(source, docs?.toolCount ?? null));
  if (check) refuseMissing(await check(ctx, source));
}
