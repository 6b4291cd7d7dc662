// One bundle with what was said about it, and with the parts that are asked for (spec 07 §4).
import { z } from 'zod';
import { parseInput } from '#kernel/parse-input';
import { requireRole } from '#kernel/role';
import type { Ctx } from '#platform/ctx';
import type { ApiInfo, Compiled, Diagnostic, Manifest, Operation } from '../compile/compiled.ts';
import { bundleIdField } from '../fields.ts';
import type { Bundle, BundleDiff, CompileProgress } from './bundle.ts';
import { readOperations } from './compiled-parts.ts';
import { inTurn } from './in-turn.ts';
import { readPart, requireText } from './part-store.ts';
import { presentBundle } from './present-bundle.ts';
import { progressOf } from './progress.ts';
import { requireBundle } from './require-bundle.ts';

export const BUNDLE_INCLUDES = ['sdk', 'sdkIndex', 'operationMap', 'openapi'] as const;
type Include = (typeof BUNDLE_INCLUDES)[number];

const input = z.strictObject({
  bundleId: bundleIdField,
  include: z.array(z.enum(BUNDLE_INCLUDES, `must be one of ${BUNDLE_INCLUDES.join(', ')}`)).default([]),
});

export interface BundleOperations {
  readonly info: ApiInfo;
  readonly operations: readonly Operation[];
  readonly excluded: Compiled['excluded'];
}

export interface BundleDetail extends Bundle {
  /** With its defaults; null until it is compiled. */
  readonly manifest: Manifest | null;
  readonly diagnostics: readonly Diagnostic[];
  /** Against what was active when it was compiled; null until then. */
  readonly apiDiff: BundleDiff | null;
  /** Only while it compiles in the background. */
  readonly progress: CompileProgress | null;
  /** Parts that were asked for; null in a bundle that has none. */
  readonly sdk?: string | null | undefined;
  readonly sdkIndex?: string | null | undefined;
  readonly operationMap?: BundleOperations | null | undefined;
  /** As it was uploaded; one that came as an object is JSON text. */
  readonly openapi?: string | undefined;
}

export async function getBundle(ctx: Ctx, raw: unknown): Promise<BundleDetail> {
  requireRole(ctx, 'viewer');
  const { bundleId, include } = parseInput(input, raw);
  const stored = await requireBundle(ctx, bundleId);
  const { manifest, diagnostics, apiDiff } = stored;
  const progress = stored.state === 'compiling' ? await progressOf(ctx, bundleId) : null;
  const parts = include.length === 0 ? {} : await inTurn(ctx, () => partsOf(ctx, bundleId, new Set(include)));
  return { ...presentBundle(stored), manifest, diagnostics, apiDiff, progress, ...parts };
}

/** One after the other: each may have many megabytes. */
async function partsOf({ deps: { db } }: Ctx, bundleId: string, wanted: ReadonlySet<Include>) {
  const text = async (name: 'types' | 'index' | 'operations'): Promise<string | null> =>
    (await readPart(db, bundleId, name))?.toString('utf8') ?? null;
  const sdk = wanted.has('sdk') ? { sdk: await text('types') } : {};
  const sdkIndex = wanted.has('sdkIndex') ? { sdkIndex: await text('index') } : {};
  const operations = wanted.has('operationMap') ? await text('operations') : undefined;
  const operationMap = operations === undefined ? {} : { operationMap: operations === null ? null : readOperations(operations) };
  const openapi = wanted.has('openapi') ? { openapi: await requireText(db, bundleId, 'openapi') } : {};
  return { ...sdk, ...sdkIndex, ...operationMap, ...openapi };
}
