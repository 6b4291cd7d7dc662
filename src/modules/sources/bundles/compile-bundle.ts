// Compiles a bundle in the background: the job of an upload that nobody waits for. Safe to run twice.
import { minutes } from '#kernel/duration';
import { getOrgById, systemCtx } from '#modules/access';
import type { Ctx, Deps } from '#platform/ctx';
import { inTransaction } from '#platform/db/transaction';
import { findSourceById, lockSourceById } from '../store.ts';
import type { StoredBundle } from './bundle.ts';
import { compileText } from './compile-text.ts';
import { inputHashOf } from './input-part.ts';
import { requireText } from './part-store.ts';
import { forgetProgress, writeProgress } from './progress.ts';
import { prepareBundle, storeFailed, storeGenerated } from './settle-compile.ts';
import { findAnyBundle, lapsedCompiles } from './store.ts';

/** A job that is worked on ends within the limit of a compile; after this nobody works on it. */
const LAPSED_MS = minutes(5);
const GIVEN_UP_MS = minutes(60);
const BATCH = 100;

export async function compileBundle(deps: Deps, { bundleId }: { readonly bundleId: string }, signal: AbortSignal): Promise<void> {
  const bundle = await findAnyBundle(deps.db, bundleId);
  if (bundle?.state !== 'compiling') return;
  const ctx = await ctxFor(deps, bundle, signal);
  const source = ctx && (await findSourceById(deps.db, bundle.orgId, bundle.sourceId));
  if (!source) return;
  const [openapi, input] = [await requireText(deps.db, bundle.id, 'openapi'), await requireText(deps.db, bundle.id, 'input')];
  const progress = writeProgress(ctx, bundle);
  const result = await compileText(ctx, { source, environment: bundle.environment, openapi, input, onProgress: progress.tell });
  const prepared = result.ok ? await prepareBundle(ctx, bundle, result) : undefined;
  await inTransaction(deps.db, async (tx) => {
    await lockSourceById(tx, bundle.sourceId);
    // who asked for its promotion meanwhile is heard
    const current = (await findAnyBundle(tx, bundle.id)) ?? bundle;
    // what any editor may make active in mode tools is for an admin to promote in mode code
    const mode = (await findSourceById(tx, bundle.orgId, bundle.sourceId))?.mode ?? source.mode;
    const isAsUploaded = inputHashOf({ openapi, input }, mode) === current.inputHash;
    const asked = isAsUploaded ? current : { ...current, promotes: false };
    if (prepared) await storeGenerated(tx, ctx, asked, prepared);
    else if (!result.ok) await storeFailed(tx, ctx, current, result.diagnostics);
  });
  await progress.settle();
  await forgetProgress(ctx, bundle.id);
}

/** Undefined: its organization is gone. */
async function ctxFor(deps: Deps, { orgId }: StoredBundle, signal: AbortSignal): Promise<Ctx | undefined> {
  const org = await getOrgById(deps, orgId);
  return org && systemCtx(deps, org, { name: 'compiler', signal });
}

/** Compiles whose process died: asked for again, and given up after an hour. Answers how many. */
export async function recoverCompiles(deps: Deps, signal: AbortSignal): Promise<number> {
  const now = deps.clock.now().getTime();
  const lapsed = await lapsedCompiles(deps.db, { before: new Date(now - LAPSED_MS), limit: BATCH });
  for (const { id, createdAt } of lapsed) {
    signal.throwIfAborted();
    if (createdAt.getTime() < now - GIVEN_UP_MS) await giveUp(deps, id, signal);
    else await deps.jobs.enqueue(undefined, 'bundle.compile', { bundleId: id }, { singletonKey: id });
  }
  return lapsed.length;
}

async function giveUp(deps: Deps, id: string, signal: AbortSignal): Promise<void> {
  const bundle = await findAnyBundle(deps.db, id);
  const ctx = bundle && (await ctxFor(deps, bundle, signal));
  if (!bundle || !ctx) return;
  const message = 'the compile was interrupted again and again; upload the document once more';
  await inTransaction(deps.db, (tx) => storeFailed(tx, ctx, bundle, [{ severity: 'error', path: '', message }]));
  await forgetProgress(ctx, id);
}
