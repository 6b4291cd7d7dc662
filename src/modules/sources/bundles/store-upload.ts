// Writes the row and the input of an upload, in the transaction that also decides what becomes of it.
import { newId } from '#kernel/ids';
import { record } from '#modules/access';
import type { Ctx } from '#platform/ctx';
import type { Tx } from '#platform/db/connect';
import type { SourceRecord } from '../source.ts';
import type { StoredBundle } from './bundle.ts';
import type { UploadTexts } from './input-part.ts';
import { packPart } from './packed-part.ts';
import type { PackedPart } from './packed-part.ts';
import { putParts } from './part-store.ts';
import { findBundle, insertBundle } from './store.ts';
import type { Upload } from './upload-input.ts';

export interface KeptUpload {
  readonly upload: Upload;
  readonly inputHash: string;
  readonly parts: readonly PackedPart[];
}

/** Before the transaction: compressing takes its time. */
export const packInput = ({ openapi, input }: UploadTexts): Promise<PackedPart[]> =>
  Promise.all([packPart('openapi', openapi), packPart('input', input)]);

/** In state `compiling`. Caller holds the source. */
export async function storeUpload(tx: Tx, ctx: Ctx, source: SourceRecord, kept: KeptUpload): Promise<StoredBundle> {
  const { upload, inputHash, parts } = kept;
  const at = ctx.deps.clock.now();
  const id = newId('bun', at.getTime());
  const { type, id: actorId, name } = ctx.actor;
  const provenance = {
    repository: upload.repository ?? null,
    commitSha: upload.commitSha ?? null,
    branch: upload.branch ?? null,
    pullRequestNumber: upload.pullRequestNumber ?? null,
  };
  // in mode tools any upload becomes active at once
  const promotes = upload.promote || source.mode === 'tools';
  await insertBundle(tx, {
    id,
    orgId: ctx.org.id,
    sourceId: source.id,
    environment: upload.environment,
    inputHash,
    promotes,
    createdBy: { type, id: actorId, name },
    ...provenance,
    at,
  });
  await putParts(tx, { orgId: ctx.org.id, bundleId: id }, parts);
  await record(tx, ctx, {
    action: 'bundle.upload',
    objectType: 'bundle',
    objectId: id,
    after: { source: source.slug, environment: upload.environment, inputHash, promotes, ...provenance },
  });
  const stored = await findBundle(tx, ctx.org.id, id);
  if (!stored) throw new Error('a bundle was not there after it was inserted');
  return stored;
}
