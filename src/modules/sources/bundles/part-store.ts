// All SQL on bundle_parts: what a bundle holds, by name, compressed.
import type { Db, Tx } from '#platform/db/connect';
import type { PartName } from './bundle.ts';
import { unpackPart } from './packed-part.ts';
import type { PackedPart } from './packed-part.ts';

type Conn = Db | Tx;

export interface PartOwner {
  readonly orgId: string;
  readonly bundleId: string;
}

/** What is there already under a name is replaced. */
export async function putParts(tx: Conn, { orgId, bundleId }: PartOwner, parts: readonly PackedPart[]): Promise<void> {
  for (const part of parts) {
    const written = {
      hash: part.hash,
      size_bytes: part.sizeBytes,
      bytes: Buffer.from(part.bytes.buffer, part.bytes.byteOffset, part.bytes.byteLength),
    };
    await tx
      .insertInto('bundle_parts')
      .values({ org_id: orgId, bundle_id: bundleId, name: part.name, ...written })
      .onConflict((conflict) => conflict.columns(['bundle_id', 'name']).doUpdateSet(written))
      .execute();
  }
}

/** As it is stored. Undefined when the bundle has no such part. */
export async function readPacked(conn: Conn, bundleId: string, name: PartName): Promise<PackedPart | undefined> {
  const row = await conn
    .selectFrom('bundle_parts')
    .select(['hash', 'size_bytes', 'bytes'])
    .where('bundle_id', '=', bundleId)
    .where('name', '=', name)
    .executeTakeFirst();
  return row && { name, hash: row.hash, sizeBytes: row.size_bytes, bytes: row.bytes };
}

/** Undefined when the bundle has no such part. Throws where the bytes are not those that were written. */
export async function readPart(conn: Conn, bundleId: string, name: PartName): Promise<Buffer | undefined> {
  const packed = await readPacked(conn, bundleId, name);
  if (!packed) return undefined;
  const plain = await unpackPart(packed);
  if (!plain) throw new Error(`part ${name} of bundle ${bundleId} is damaged`);
  return plain;
}

/** As text. Throws when there is none: a compiled bundle has all of its parts. */
export async function requireText(conn: Conn, bundleId: string, name: PartName): Promise<string> {
  const part = await readPart(conn, bundleId, name);
  if (!part) throw new Error(`bundle ${bundleId} has no part ${name}`);
  return part.toString('utf8');
}

export async function deletePart(conn: Conn, bundleId: string, name: PartName): Promise<void> {
  await conn.deleteFrom('bundle_parts').where('bundle_id', '=', bundleId).where('name', '=', name).execute();
}
