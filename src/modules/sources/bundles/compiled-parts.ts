// What a compile made, as parts of its bundle, and back.
import { z } from 'zod';
import type { ApiSurface } from '../compile/api-diff.ts';
import { partOf, surfaceParts } from '../compile/compiled-bundle.ts';
import type { CompiledBundle, PackedSurface } from '../compile/compiled-bundle.ts';
import type { ApiInfo, Compiled, Operation, Schema } from '../compile/compiled.ts';
import { packPartNow, unpackPart, unpackPartNow } from './packed-part.ts';
import type { PackedPart } from './packed-part.ts';

/** What the operation browser and every request need of a bundle. */
export interface OperationsPart {
  readonly info: ApiInfo;
  readonly operations: readonly Operation[];
  readonly excluded: Compiled['excluded'];
}

/** Takes long for a large bundle: for the process that compiles. */
export function packCompiled(compiled: Compiled): PackedPart[] {
  const { info, operations, excluded, schemas, types, index, search, vectors, bootstrap } = compiled;
  const part: OperationsPart = { info, operations, excluded };
  return [
    packPartNow('operations', JSON.stringify(part)),
    packPartNow('schemas', JSON.stringify(schemas)),
    packPartNow('types', types),
    packPartNow('index', index),
    packPartNow('search', search),
    packPartNow('vectors', vectors),
    packPartNow('bootstrap', bootstrap),
  ];
}

const partShape = z.object({ info: z.object({ title: z.string() }), operations: z.array(z.unknown()), excluded: z.array(z.unknown()) });

/** Sound because `packCompiled` alone writes it, and its hash was checked. */
export function readOperations(text: string): OperationsPart {
  const json: unknown = JSON.parse(text);
  partShape.parse(json);
  return json as OperationsPart;
}

/** Names are strangers' words, so the answer has no prototype. */
export function readSchemas(text: string): Readonly<Record<string, Schema>> {
  const json = JSON.parse(text) as Record<string, Schema>;
  return Object.assign(Object.create(null) as Record<string, Schema>, json);
}

/** Takes long for a large one: for the process that compiles. */
export const unpackedSurface = ({ operations, schemas }: PackedSurface): ApiSurface =>
  readSurface(unpackPartNow(operations), unpackPartNow(schemas));

/** For small ones, and where there is no other way. */
export const openedSurface = async ({ operations, schemas }: PackedSurface): Promise<ApiSurface> =>
  readSurface(await unpackPart(operations), await unpackPart(schemas));

function readSurface(operations: Buffer | undefined, schemas: Buffer | undefined): ApiSurface {
  if (!operations || !schemas) throw new Error('a part of a bundle is damaged');
  return { operations: readOperations(operations.toString('utf8')).operations, schemas: readSchemas(schemas.toString('utf8')) };
}

/** What a new bundle is tried with. */
export async function openedCompile(bundle: CompiledBundle): Promise<Pick<Compiled, 'operations' | 'schemas' | 'types' | 'contentHash'>> {
  const types = await unpackPart(partOf(bundle, 'types'));
  if (!types) throw new Error('a part of a bundle is damaged');
  return { ...(await openedSurface(surfaceParts(bundle))), types: types.toString('utf8'), contentHash: bundle.contentHash };
}
