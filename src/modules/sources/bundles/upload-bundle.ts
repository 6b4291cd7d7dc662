// Takes an upload: checked, compiled, stored as a bundle (spec 07 §3). Large documents compile in the background.
import { MS_PER_MINUTE, MS_PER_SECOND } from '#kernel/duration';
import { AppError, validationFailed } from '#kernel/errors';
import type { FieldError } from '#kernel/errors';
import { parseInput } from '#kernel/parse-input';
import { requireRole } from '#kernel/role';
import { record } from '#modules/access';
import type { Ctx } from '#platform/ctx';
import type { Tx } from '#platform/db/connect';
import { inTransaction } from '#platform/db/transaction';
import type { CompiledBundle } from '../compile/compiled-bundle.ts';
import type { Diagnostic } from '../compile/compiled.ts';
import { parseManifest } from '../compile/parse-manifest.ts';
import { requireLockedSource, requireSource } from '../require-source.ts';
import type { SourceRecord } from '../source.ts';
import { answerUpload } from './answer-upload.ts';
import type { Uploaded } from './answer-upload.ts';
import type { BundleUsage, StoredBundle } from './bundle.ts';
import { compileText } from './compile-text.ts';
import { openedCompile } from './compiled-parts.ts';
import { inputHashOf, textsOf } from './input-part.ts';
import type { UploadTexts } from './input-part.ts';
import { makeActive } from './make-active.ts';
import { manifestFaults } from './manifest-faults.ts';
import { bounded, prepareBundle, storeFailed, storeGenerated } from './settle-compile.ts';
import { countCompiling, findBundle, newestBundle, promoteWhenDone } from './store.ts';
import { packInput, storeUpload } from './store-upload.ts';
import { uploadInput } from './upload-input.ts';
import type { Upload } from './upload-input.ts';
import type { UsageTest } from './usage-test.ts';

const MIB = 1024 * 1024;
/** Larger documents compile in the background. */
const AT_ONCE_BYTES = 2 * MIB;
/** Of mode tools (spec 06 §2). */
const TOOLS_BYTES = 6 * MIB;
/** Of one source, in the background. */
const MAX_COMPILING = 5;

export interface UploadDoors {
  /** Whether recent scripts would still work. */
  readonly usageOf?: UsageTest | undefined;
  /** Told before anything is stored or changed; what it throws refuses the upload. For a signature, which serves once. */
  readonly onChange?: (() => Promise<void>) | undefined;
}

/**
 * Throws, in this order, `forbidden_role`, `validation_failed`, `not_found` (source), `payload_too_large`, `rate_limited` or
 * `unavailable`, and `compile_failed` with `details.diagnostics` and `details.bundleId`: that bundle is kept as failed.
 */
export async function uploadBundle(ctx: Ctx, raw: unknown, doors: UploadDoors = {}): Promise<Uploaded> {
  requireRole(ctx, 'editor');
  const upload = parseInput(uploadInput, raw);
  if (upload.promote) requireRole(ctx, 'admin');
  const source = await requireSource(ctx, upload.source);
  refuseManifest(ctx, source, upload);
  const texts = textsOf(upload);
  const size = Buffer.byteLength(texts.openapi);
  if (source.mode === 'tools' && size > TOOLS_BYTES) throw tooLarge();
  const upcoming: Upcoming = { source, upload, texts, inputHash: inputHashOf(texts, source.mode), doors };
  const same = await sameAsNewest(ctx, upcoming);
  if (same) return answerSame(ctx, same, upcoming);
  if (size > AT_ONCE_BYTES) return storeForLater(ctx, upcoming);
  return compileNow(ctx, upcoming);
}

interface Upcoming {
  readonly source: SourceRecord;
  readonly upload: Upload;
  readonly texts: UploadTexts;
  readonly inputHash: string;
  readonly doors: UploadDoors;
}

function refuseManifest({ deps }: Ctx, { mode }: SourceRecord, { manifest, environment }: Upload): void {
  const parsed = parseManifest(manifest, { environment, mode, settings: deps.settings.addressPolicy });
  if (!parsed.ok) refuseFields(parsed.fieldErrors);
}

function refuseFields([first, ...rest]: readonly FieldError[]): void {
  if (first) throw validationFailed([first, ...rest]);
}

/** One that failed may be tried again: what kept it may be gone. */
async function sameAsNewest({ deps: { db } }: Ctx, { source, upload, inputHash }: Upcoming): Promise<StoredBundle | undefined> {
  const newest = await newestBundle(db, { sourceId: source.id, environment: upload.environment });
  return newest?.inputHash === inputHash && newest.state !== 'failed' ? newest : undefined;
}

/** Nothing is stored; but who asks that it be promoted means this one too. */
async function answerSame(ctx: Ctx, same: StoredBundle, { source, upload, doors }: Upcoming): Promise<Uploaded> {
  const { db } = ctx.deps;
  const isWanted = (upload.promote || source.mode === 'tools') && same.state !== 'active' && !(same.state === 'compiling' && same.promotes);
  if (isWanted) {
    await doors.onChange?.();
    await inTransaction(db, async (tx) => {
      await requireLockedSource(tx, ctx, source.slug);
      const now = await findBundle(tx, ctx.org.id, same.id);
      if (now?.state === 'compiling') await promoteLater(tx, ctx, now);
      else if (now?.state === 'generated' || now?.state === 'superseded') await makeActive(tx, ctx, now, 'uploaded again');
    });
  }
  return answerUpload(ctx, await again(ctx, same), { unchanged: true, usage: null });
}

async function promoteLater(tx: Tx, ctx: Ctx, { id }: StoredBundle): Promise<void> {
  await promoteWhenDone(tx, id);
  await record(tx, ctx, {
    action: 'bundle.update',
    objectType: 'bundle',
    objectId: id,
    before: { promotes: false },
    after: { promotes: true },
  });
}

async function storeForLater(ctx: Ctx, { source, upload, texts, inputHash, doors }: Upcoming): Promise<Uploaded> {
  const { db, jobs } = ctx.deps;
  if ((await countCompiling(db, source.id)) >= MAX_COMPILING) throw tooMany();
  const parts = await packInput(texts);
  await doors.onChange?.();
  const bundle = await inTransaction(db, async (tx) => {
    const held = await requireLockedSource(tx, ctx, source.slug);
    const made = await storeUpload(tx, ctx, held, { upload, inputHash, parts });
    await jobs.enqueue(tx, 'bundle.compile', { bundleId: made.id }, { singletonKey: made.id });
    return made;
  });
  return answerUpload(ctx, bundle, { unchanged: false, usage: null });
}

/** Nothing is stored before it is known what it becomes: a process that dies in the middle leaves nothing behind. */
async function compileNow(ctx: Ctx, upcoming: Upcoming): Promise<Uploaded> {
  const { source, upload, texts, inputHash, doors } = upcoming;
  const { environment } = upload;
  const result = await compileText(ctx, { ...texts, source, environment });
  if (!result.ok) refuseFields(manifestFaults(result.diagnostics));
  const kept = { upload, inputHash, parts: await packInput(texts) };
  const prepared = result.ok ? await prepareBundle(ctx, { sourceId: source.id, environment }, result) : undefined;
  await doors.onChange?.();
  const bundle = await inTransaction(ctx.deps.db, async (tx) => {
    const held = await requireLockedSource(tx, ctx, source.slug);
    const made = await storeUpload(tx, ctx, held, kept);
    if (prepared) await storeGenerated(tx, ctx, made, prepared);
    else if (!result.ok) await storeFailed(tx, ctx, made, result.diagnostics);
    return made;
  });
  if (!result.ok) throw compileFailed(bundle.id, result.diagnostics);
  const usage = await askUsage(ctx, upcoming, result.bundle);
  return answerUpload(ctx, await again(ctx, bundle), { unchanged: false, usage });
}

/** Helps whoever uploads; the upload itself is done. */
async function askUsage(ctx: Ctx, { source, upload, doors }: Upcoming, bundle: CompiledBundle): Promise<BundleUsage | null> {
  if (!doors.usageOf) return null;
  const compiled = () => openedCompile(bundle);
  const question = { orgId: ctx.org.id, sourceId: source.id, environment: upload.environment, compiled, signal: ctx.signal };
  try {
    return (await doors.usageOf(ctx.deps, question)) ?? NOT_IN_USE;
  } catch (error) {
    ctx.deps.log.warn({ sourceId: source.id, error }, 'recent scripts could not be tried with a new bundle');
    return null;
  }
}

const NOT_IN_USE: BundleUsage = { scriptsChecked: 0, scriptsBroken: 0, operationsInUse: [] };

const again = async ({ deps: { db }, org }: Ctx, bundle: StoredBundle): Promise<StoredBundle> =>
  (await findBundle(db, org.id, bundle.id)) ?? bundle;

function compileFailed(bundleId: string, all: readonly Diagnostic[]): AppError {
  const diagnostics = bounded(all);
  const first = diagnostics.find(({ severity }) => severity === 'error');
  const where = first === undefined || first.path === '' ? '' : ` at ${first.path}`;
  const message = `The document cannot be compiled${where}: ${first?.message ?? 'see the diagnostics'}`;
  return new AppError('compile_failed', message, { details: { bundleId, diagnostics } });
}

const tooLarge = (): AppError => new AppError('payload_too_large', 'API docs of a source in mode tools have at most 6 MiB.');

const tooMany = (): AppError =>
  new AppError('rate_limited', `${MAX_COMPILING} documents of this source are being compiled; wait until one is done.`, {
    details: { retryAfterSeconds: MS_PER_MINUTE / MS_PER_SECOND },
  });
