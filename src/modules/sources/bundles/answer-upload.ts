// What whoever uploaded is told (spec 07 §9).
import type { Ctx } from '#platform/ctx';
import type { Diagnostic } from '../compile/compiled.ts';
import type { Bundle, BundleDiff, BundleUsage, Rollback, StoredBundle } from './bundle.ts';
import { secretWarnings } from './make-active.ts';
import { presentBundle } from './present-bundle.ts';
import { activeBundle } from './store.ts';

export interface Uploaded {
  /** In state `compiling` it goes on in the background: ask for the bundle again. */
  readonly bundle: Bundle;
  /** True: it is its environment's newest, and nothing was stored. */
  readonly unchanged: boolean;
  readonly warnings: readonly Diagnostic[];
  /** Null until it is compiled. */
  readonly apiDiff: BundleDiff | null;
  readonly rollback: Rollback;
  /** Null where recent scripts were not tried. */
  readonly usage: BundleUsage | null;
}

export async function answerUpload(
  { deps: { db } }: Ctx,
  stored: StoredBundle,
  { unchanged, usage }: Pick<Uploaded, 'unchanged' | 'usage'>,
): Promise<Uploaded> {
  const { apiDiff, manifest, diagnostics } = stored;
  const missing = stored.promotes || stored.state === 'active' ? await secretWarnings(db, stored, manifest) : [];
  const active = await activeBundle(db, stored);
  // of an active one the way back is what it was compared with
  const previousBundleId = active?.id === stored.id ? (apiDiff?.against ?? null) : (active?.id ?? null);
  return {
    bundle: presentBundle(stored),
    unchanged,
    warnings: [...diagnostics, ...missing],
    apiDiff,
    rollback: { previousBundleId },
    usage,
  };
}
