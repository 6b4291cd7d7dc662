// The organization's status page as its people see it; before it is saved, a proposal that is not public.
import { requireRole } from '#kernel/role';
import { conditionsOf } from '#modules/monitors';
import type { Ctx } from '#platform/ctx';
import { urlOfPage } from './page-url.ts';
import type { StatusPage } from './status-page.ts';
import { findPage } from './store.ts';
import type { StoredPage } from './store.ts';

export async function getStatusPage(ctx: Ctx): Promise<StatusPage> {
  requireRole(ctx, 'viewer');
  const stored = await findPage(ctx.deps.db, ctx.org.id);
  if (!stored) return proposal(ctx);
  const monitors = await conditionsOf(
    ctx.deps.db,
    ctx.org.id,
    stored.monitors.map(({ monitorId }) => monitorId),
  );
  return presentPage(ctx, stored, new Map(monitors.map(({ id, name }) => [id, name])));
}

/** `names` of monitors by id; one without a name is gone. */
export function presentPage(ctx: Ctx, stored: StoredPage, names: ReadonlyMap<string, string>): StatusPage {
  const { orgId: _, ...page } = stored;
  const monitors = page.monitors.flatMap(({ monitorId, label }) => {
    const monitorName = names.get(monitorId);
    return monitorName === undefined ? [] : [{ monitorId, label, monitorName }];
  });
  return { ...page, monitors, url: urlOfPage(ctx, page.slug) };
}

/** Nobody has taken the slug by this; saving says when somebody else has. */
const proposal = (ctx: Ctx): StatusPage => ({
  slug: ctx.org.slug,
  title: `${ctx.org.name} status`.slice(0, 80),
  description: '',
  isPublic: false,
  showsLatency: false,
  monitors: [],
  url: urlOfPage(ctx, ctx.org.slug),
  updatedAt: null,
});
