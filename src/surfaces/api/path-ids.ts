// Ids in paths: one that no object could have is the same answer as one that no object has.
import { notFound } from '#kernel/errors';
import type { Thing } from '#kernel/errors';

/** What each parameter of a path names. */
const THINGS: Readonly<Record<string, Thing>> = {
  serverId: 'mcp_server',
  profileId: 'auth_profile',
  workflowId: 'workflow',
  versionId: 'version',
  runId: 'run',
  proposalId: 'proposal',
  monitorId: 'monitor',
  destinationId: 'destination',
  ruleId: 'rule',
  deliveryId: 'delivery',
  mailId: 'mail',
  modelId: 'model',
  keyId: 'api_key',
  appId: 'connected_app',
  userId: 'member',
  sessionId: 'session',
  invitationId: 'invitation',
  ingestKeyId: 'ingest_key',
  sourceSlug: 'source',
  secretName: 'source_secret',
  bundleId: 'bundle',
  approvalId: 'approval',
};

/** Printable ASCII without spaces; models' ids are the longest. */
const ID = /^[\x21-\x7e]{1,160}$/;

/** Throws `<thing>_not_found` for the first malformed one. */
export function refuseMalformedIds(params: Readonly<Record<string, string>>): void {
  for (const [name, id] of Object.entries(params)) {
    if (!ID.test(id)) throw notFound(THINGS[name] ?? 'route');
  }
}
