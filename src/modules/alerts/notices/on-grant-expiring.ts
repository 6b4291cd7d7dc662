// A server's grant ends soon, and only a person can renew it: the server's rules are told once per grant and end.
import { getOrgById } from '#modules/access';
import type { FactPayloads } from '#platform/outbox/outbox';
import type { AlertDoors } from '../incidents/send-news.ts';
import { findProfilePlace } from './store.ts';
import { tellServerRules } from './tell-server-rules.ts';

/** Also in maintenance: this end does not wait for that of the window. */
export async function onGrantExpiring(deps: AlertDoors, orgId: string, fact: FactPayloads['grant.expiring']): Promise<void> {
  const org = await getOrgById(deps, orgId);
  const place = org && (await findProfilePlace(deps.db, orgId, fact));
  if (!place) return;
  const { server, profileName } = place;
  const end = fact.at === null ? 'may end at any time' : `ends at ${fact.at.slice(0, 16).replace('T', ' ')} UTC`;
  await tellServerRules(deps, {
    type: 'credential.expiring',
    org,
    server,
    at: deps.clock.now(),
    summary: `The access of ${server.name} by the auth profile ${profileName} ${end} and cannot be renewed by itself. Connect it again before then.`,
    key: `grant:${fact.profileId}:${fact.at ?? 'any'}`,
  });
}
