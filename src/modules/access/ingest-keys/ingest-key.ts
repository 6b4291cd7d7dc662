// The noun: an ingest key, `ami_<12 base62>_<40 base62>`: it sends the analytics events of one server and may nothing else (spec 08 §1).
import type { Ctx } from '#platform/ctx';

export interface IngestKey {
  /** `key_` + the 12 characters shown in the token. */
  readonly id: string;
  readonly serverId: string;
  readonly name: string;
  /** `ami_<12 characters>…` */
  readonly tokenPrefix: string;
  readonly createdBy: { readonly userId: string | null; readonly name: string };
  readonly createdAt: string;
  /** Written at most once a minute. */
  readonly lastUsedAt: string | null;
}

/** Live keys of one server, so that its list is always whole. */
export const MAX_INGEST_KEYS = 100;

/** Asks the servers, which this module may not know: whether the caller's organization has this one, and it is not archived. */
export interface ServerRules {
  hasActive(ctx: Ctx, serverId: string): Promise<boolean>;
}
