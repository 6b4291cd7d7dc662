// What is asked for below /status/. Pure.

export type Asked =
  | { readonly kind: 'page' | 'json'; readonly slug: string }
  | { readonly kind: 'badge'; readonly slug: string; readonly monitorId: string | undefined };

const PAGE = /^\/status\/([a-z0-9-]{2,80})(\.json)?$/;
const BADGE = /^\/status\/([a-z0-9-]{2,80})\/badge(?:\/([a-z0-9_]{1,100}))?\.svg$/;

/** Undefined for anything else: no page has such an address. */
export function readPath(path: string): Asked | undefined {
  const [, slug, json] = PAGE.exec(path) ?? [];
  if (slug !== undefined) return { kind: json === undefined ? 'page' : 'json', slug };
  const [, page, monitorId] = BADGE.exec(path) ?? [];
  return page === undefined ? undefined : { kind: 'badge', slug: page, monitorId };
}
