// What the world sees of an organization, served without a key: its status page, the same as JSON, and badges.
import { publicStatus } from '#modules/status-pages';
import type { PublicStatus } from '#modules/status-pages';
import type { Deps } from '#platform/ctx';
import { answer, missing } from './answer.ts';
import { badgeSvg } from './badge.ts';
import { badgeOf, MISSING_BADGE } from './badges.ts';
import { createKeptStatuses } from './kept-statuses.ts';
import { missingPage } from './page-frame.ts';
import { readPath } from './read-path.ts';
import type { Asked } from './read-path.ts';
import { statusPage } from './status-page.ts';

/** A handler for everything below `/status/`. Whoever mounts it limits how often a stranger may ask. */
export function createStatusPages(deps: Pick<Deps, 'db' | 'clock'>): (request: Request) => Promise<Response> {
  const statusOf = createKeptStatuses({ clock: deps.clock, load: (slug) => publicStatus(deps, slug) });
  return async (request) => {
    if (request.method !== 'GET' && request.method !== 'HEAD')
      return new Response('Use GET here.\n', { status: 405, headers: { Allow: 'GET, HEAD' } });
    const url = new URL(request.url);
    const asked = readPath(url.pathname);
    const status = asked && (await statusOf(asked.slug));
    if (asked?.kind === 'badge') return badge(request, asked, { status, show: url.searchParams.get('show') });
    if (!asked || !status) return missing(request, asked?.kind === 'json' ? NO_JSON : { kind: 'page', body: missingPage() });
    return asked.kind === 'json'
      ? answer(request, { kind: 'json', body: `${JSON.stringify(status)}\n` })
      : answer(request, { kind: 'page', body: pageOf(status) });
  };
}

const NO_JSON = { kind: 'json', body: `${JSON.stringify({ error: { code: 'not_found', message: 'No such status page.' } })}\n` } as const;

function badge(
  request: Request,
  { monitorId }: Extract<Asked, { kind: 'badge' }>,
  { status, show }: { readonly status: PublicStatus | undefined; readonly show: string | null },
): Response {
  const said = status && badgeOf(status, { monitorId, show: show === 'uptime' ? 'uptime' : 'state' });
  return said
    ? answer(request, { kind: 'badge', body: badgeSvg(said) })
    : missing(request, { kind: 'badge', body: badgeSvg(MISSING_BADGE) });
}

/** Made once for each status that is kept. */
const pages = new WeakMap<PublicStatus, string>();

function pageOf(status: PublicStatus): string {
  const made = pages.get(status) ?? statusPage(status);
  pages.set(status, made);
  return made;
}
