// Reads a bundle from the database into the form in which it serves, and each of its larger parts when it is first needed.
import type { Deps } from '#platform/ctx';
import type { VmImage } from '#platform/sandbox/sandbox';
import { openSearch } from '#platform/search/open-search';
import { readOperations, readSchemas } from '../bundles/compiled-parts.ts';
import { packPart } from '../bundles/packed-part.ts';
import { putParts, readPart, requireText } from '../bundles/part-store.ts';
import { findBundle } from '../bundles/store.ts';
import type { Operation } from '../compile/compiled.ts';
import { readImage, writeImage } from './image-part.ts';
import type { BundleContent, ImageBuilder, OperationMap } from './bundle-content.ts';

type Doors = Pick<Deps, 'db' | 'log'>;

export interface BundlePlace {
  readonly id: string;
  readonly orgId: string;
  readonly environment: string;
  readonly contentHash: string;
}

/** `addWeight`: told about how many bytes more it holds, each time it holds more. */
export async function loadBundle(deps: Doors, place: BundlePlace, addWeight: (bytes: number) => void): Promise<BundleContent> {
  const { db } = deps;
  const stored = await findBundle(db, place.orgId, place.id);
  if (!stored?.manifest) throw new Error(`bundle ${place.id} is active and has no content`);
  const text = async (name: 'operations' | 'schemas' | 'index' | 'types'): Promise<string> => {
    const read = await requireText(db, place.id, name);
    addWeight(read.length * (name === 'operations' || name === 'schemas' ? PARSED : 1));
    return read;
  };
  const { info, operations } = readOperations(await text('operations'));
  return {
    bundleId: place.id,
    environment: place.environment,
    contentHash: place.contentHash,
    manifest: stored.manifest,
    info,
    index: await text('index'),
    operations: mapOf(operations),
    schemas: readSchemas(await text('schemas')),
    types: once(() => text('types')),
    search: once(async () => {
      const index = await requireText(db, place.id, 'search');
      const vectors = (await readPart(db, place.id, 'vectors')) ?? new Uint8Array();
      addWeight(index.length * PARSED + vectors.byteLength);
      return openSearch(index, vectors);
    }),
    image: imageOf(deps, place, addWeight),
  };
}

/** An object takes about so much more room than its JSON. */
const PARSED = 4;

function mapOf(operations: readonly Operation[]): OperationMap {
  return {
    all: operations,
    byOperationId: new Map(operations.map((one) => [one.operationId, one])),
    byJsName: new Map(operations.map((one) => [one.jsName, one])),
    byToolName: new Map(operations.map((one) => [one.toolName, one])),
  };
}

/** Made at the first call, once for all who ask; a failure is asked again. */
function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => {
    made ??= make().catch((error: unknown) => {
      made = undefined;
      throw error;
    });
    return made;
  };
}

/** From memory, from the database, or built; one build at a time. */
function imageOf(deps: Doors, place: BundlePlace, addWeight: (bytes: number) => void): BundleContent['image'] {
  let kept: VmImage | undefined;
  let building: Promise<VmImage> | undefined;
  const make = async (sandbox: ImageBuilder): Promise<VmImage> => {
    const image = (await storedImage(deps, place, sandbox)) ?? (await buildImage(deps, place, sandbox));
    if (image !== kept) addWeight(image.bytes.byteLength);
    kept = image;
    return image;
  };
  return (sandbox) => {
    if (kept && sandbox.accepts(kept)) return Promise.resolve(kept);
    building ??= make(sandbox).finally(() => {
      building = undefined;
    });
    return building;
  };
}

async function storedImage({ db }: Doors, place: BundlePlace, sandbox: ImageBuilder): Promise<VmImage | undefined> {
  const part = await readPart(db, place.id, 'image');
  const image = part && readImage(part);
  return image && sandbox.accepts(image) ? image : undefined;
}

async function buildImage({ db, log }: Doors, place: BundlePlace, sandbox: ImageBuilder): Promise<VmImage> {
  const image = await sandbox.buildImage(await requireText(db, place.id, 'bootstrap'));
  try {
    await putParts(db, { orgId: place.orgId, bundleId: place.id }, [await packPart('image', writeImage(image))]);
  } catch (error) {
    // it may have been swept meanwhile; this process has its image
    log.warn({ bundleId: place.id, error }, 'the image of a bundle could not be kept');
  }
  return image;
}
