// A source in mode tools for one caller, who is let in with a credential of the product (spec 06 §4).
import { admitCaller, openProduct, productServer } from '#modules/products';
import type { OrgRef } from '#kernel/context';
import type { Deps } from '#platform/ctx';
import type { HostedServer } from '#platform/mcp/define-tool';

interface Asked {
  readonly orgSlug: string;
  readonly slug: string;
  readonly headers: Headers;
  readonly query: URLSearchParams;
  /** A request of this very process, with what stands for the caller's credential. */
  readonly own: { readonly org: OrgRef; readonly credential?: string | undefined } | undefined;
  readonly ip?: string | undefined;
  readonly signal: AbortSignal;
}

interface Admitted {
  readonly callerId: string;
  serverFor(sessionKey: string): HostedServer;
}

/** Throws `not_found`, `source_paused`, `unauthenticated`, `upstream_unavailable` or `rate_limited`. */
export async function admitProductCaller(deps: Deps, { orgSlug, slug, own, ip, ...brought }: Asked): Promise<Admitted> {
  const product = await openProduct(deps, { orgSlug, slug });
  // whoever asks from inside has no address: what one organization gets wrong counts for no other
  const caller = await admitCaller(deps, product, { ...brought, own, ip: own === undefined ? ip : `inside ${own.org.id}` });
  return { callerId: caller.callerId, serverFor: (sessionKey) => productServer(deps, caller, { sessionKey }) };
}
