// What a compile ended with becomes its bundle: parts and state together, or what was wrong (spec 07 §3, §4).
import type { Ctx } from '#platform/ctx';
import type { Tx } from '#platform/db/connect';
import { surfaceParts } from '../compile/compiled-bundle.ts';
import type { CompiledBundle } from '../compile/compiled-bundle.ts';
import type { Diagnostic } from '../compile/compiled.ts';
import type { BundleDiff, StoredBundle } from './bundle.ts';
import type { CompiledText } from './compile-text.ts';
import { diffAgainst, NO_DIFF } from './diff-against.ts';
import { makeActive } from './make-active.ts';
import { putParts } from './part-store.ts';
import { activeBundle, markFailed, markGenerated } from './store.ts';
import type { Place } from './store.ts';

const MAX_DIAGNOSTICS = 200;

/** Everything slow about storing it, done before its transaction. */
export interface PreparedBundle {
  readonly bundle: CompiledBundle;
  readonly apiDiff: BundleDiff;
}

/** Compared anew where another one became active while it was compiled. */
export async function prepareBundle({ deps: { db } }: Pick<Ctx, 'deps'>, place: Place, compiled: GoodCompile): Promise<PreparedBundle> {
  const { bundle, against } = compiled;
  const active = (await activeBundle(db, place))?.id;
  if (active === against && bundle.apiDiff !== null && against !== undefined) return { bundle, apiDiff: { against, ...bundle.apiDiff } };
  if (active === undefined) return { bundle, apiDiff: NO_DIFF };
  return { bundle, apiDiff: await diffAgainst(db, active, surfaceParts(bundle)) };
}

type GoodCompile = Extract<CompiledText, { ok: true }>;

/** The row is there, in state `compiling`. False: another process was faster. */
export async function storeGenerated(tx: Tx, ctx: Ctx, bundle: StoredBundle, prepared: PreparedBundle): Promise<boolean> {
  const { bundle: compiled, apiDiff } = prepared;
  const facts = {
    contentHash: compiled.contentHash,
    operationCount: compiled.operationCount,
    manifest: compiled.manifest,
    diagnostics: bounded(compiled.diagnostics),
    apiDiff,
    at: ctx.deps.clock.now(),
  };
  if (!(await markGenerated(tx, bundle.id, facts))) return false;
  await putParts(tx, { orgId: bundle.orgId, bundleId: bundle.id }, compiled.parts);
  if (bundle.promotes) await makeActive(tx, ctx, bundle, 'with its upload');
  return true;
}

export async function storeFailed(tx: Tx, ctx: Ctx, bundle: StoredBundle, diagnostics: readonly Diagnostic[]): Promise<boolean> {
  return markFailed(tx, bundle.id, { diagnostics: bounded(diagnostics), at: ctx.deps.clock.now() });
}

/** Errors first; the last one says how many are left out. */
export function bounded(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  const errors = diagnostics.filter(({ severity }) => severity === 'error');
  const all = [...errors, ...diagnostics.filter(({ severity }) => severity !== 'error')];
  if (all.length <= MAX_DIAGNOSTICS) return all;
  const left = all.length - MAX_DIAGNOSTICS;
  return [...all.slice(0, MAX_DIAGNOSTICS), { severity: 'warning', path: '', message: `${left} more are not shown` }];
}
