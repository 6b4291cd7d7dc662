// The noun: what a bundle holds, ready to be served, whoever's request it serves.
import type { Sandbox, VmImage } from '#platform/sandbox/sandbox';
import type { OpenedSearch } from '#platform/search/open-search';
import type { ApiInfo, Manifest, Operation, Schema } from '../compile/compiled.ts';
import type { SourceRecord } from '../source.ts';

/** Operations of a bundle by each of their names. Names are strangers' words: look them up here, never on an object. */
export interface OperationMap {
  /** Sorted by operationId. */
  readonly all: readonly Operation[];
  readonly byOperationId: ReadonlyMap<string, Operation>;
  readonly byJsName: ReadonlyMap<string, Operation>;
  readonly byToolName: ReadonlyMap<string, Operation>;
}

export type ImageBuilder = Pick<Sandbox, 'accepts' | 'buildImage'>;

/** What a bundle holds, whoever's request it serves. */
export interface BundleContent {
  readonly bundleId: string;
  readonly environment: string;
  readonly contentHash: string;
  readonly manifest: Manifest;
  readonly info: ApiInfo;
  /** The SDK index for `instructions`. */
  readonly index: string;
  readonly operations: OperationMap;
  /** Without a prototype. */
  readonly schemas: Readonly<Record<string, Schema>>;
  /** The whole SDK as one `.d.ts` text. */
  types(): Promise<string>;
  search(): Promise<OpenedSearch>;
  /** Built once for an engine, then kept in the database. Throws as `buildImage` does. */
  image(sandbox: ImageBuilder): Promise<VmImage>;
}

export interface OpenBundle extends BundleContent {
  /** As it was when this request began. */
  readonly source: SourceRecord;
}
