// A script of an agent waits inside a call: the rules of the endpoint's server record are told once, so that a person decides.
import { getOrgById } from '#modules/access';
import { approvalNews } from '#modules/codemode';
import type { FactPayloads } from '#platform/outbox/outbox';
import type { AlertDoors } from '../incidents/send-news.ts';
import { findServerPlace } from './store.ts';
import { tellServerRules } from './tell-server-rules.ts';

/** Also in maintenance: the script waits for a day and no longer. Says what is called, not with what. */
export async function onApprovalRequested(
  deps: AlertDoors,
  orgId: string,
  { approvalId }: FactPayloads['approval.requested'],
): Promise<void> {
  const org = await getOrgById(deps, orgId);
  const news = org && (await approvalNews(deps, orgId, approvalId));
  const server = news && (await findServerPlace(deps.db, orgId, news.sourceId));
  if (!server) return;
  const { operationId, environment, askedBy, createdAt, expiresAt } = news;
  const until = expiresAt.slice(0, 16).replace('T', ' ');
  await tellServerRules(deps, {
    type: 'approval.requested',
    org,
    server,
    at: new Date(createdAt),
    summary: `A script of ${askedBy} waits for approval to call ${operationId} of ${server.name} (${environment}). Decide before ${until} UTC.`,
    url: `${deps.settings.publicUrl}/o/${org.slug}/approvals/${approvalId}`,
    key: `approval:${approvalId}`,
  });
}
