// A catalog changed: when that breaks callers, or brings text that tries to steer agents, the server's rules are told once.
import { getOrgById } from '#modules/access';
import { maintenanceAt } from '#modules/servers';
import type { FactPayloads } from '#platform/outbox/outbox';
import type { AlertDoors } from '../incidents/send-news.ts';
import { describeChange } from './describe-change.ts';
import { findCatalogNews } from './store.ts';
import { tellServerRules } from './tell-server-rules.ts';

export async function onCatalogChanged(deps: AlertDoors, orgId: string, fact: FactPayloads['catalog.changed']): Promise<void> {
  const { serverId, snapshotId, breakingCount, poisonedCount } = fact;
  if (breakingCount === 0 && poisonedCount === 0) return;
  const org = await getOrgById(deps, orgId);
  const news = org && (await findCatalogNews(deps.db, orgId, snapshotId));
  if (!news || (await maintenanceAt(deps.db, { orgId, serverId, at: news.at }))) return;
  const { server, at } = news;
  await tellServerRules(deps, { type: 'catalog.breaking_change', org, server, at, summary: describeChange(news, fact), key: snapshotId });
}
