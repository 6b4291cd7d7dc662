// The noun: a source in mode tools that can be called, and whoever calls it with a credential of its API (spec 06).
import type { OrgRef } from '#kernel/context';
import type { OpenBundle, SourceConnection } from '#modules/sources';

export interface Product {
  readonly org: OrgRef;
  readonly bundle: OpenBundle;
  readonly baseUrl: string;
  readonly connection: SourceConnection;
}

/** Let in for one request. */
export interface ProductCaller {
  readonly product: Product;
  /** Tells callers apart and tells nobody their credential: a keyed hash. */
  readonly callerId: string;
  /** In clear: never log, store or answer it. */
  readonly credential: string;
  readonly ip: string | undefined;
}
