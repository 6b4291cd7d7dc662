// Every verb that changes something of an organization leaves an audit row: who, what, and the changed fields alone, never a secret.
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import * as access from '#modules/access';
import * as alerts from '#modules/alerts';
import * as config from '#modules/config';
import * as codemode from '#modules/codemode';
import * as coverage from '#modules/coverage';
import * as models from '#modules/models';
import * as monitors from '#modules/monitors';
import * as products from '#modules/products';
import * as proposals from '#modules/proposals';
import * as runs from '#modules/runs';
import * as servers from '#modules/servers';
import * as sources from '#modules/sources';
import * as statusPages from '#modules/status-pages';
import * as workflows from '#modules/workflows';
import type { Proof, Scene } from './audit-proof.ts';
import { PUBLISHING_CHANGES, PUBLISHING_LOOKS, PUBLISHING_MACHINERY } from './audit-publishing.ts';
import { WATCHING_CHANGES } from './audit-watching.ts';
import { askingApp, personOf, renewalOf } from './connected-app.ts';
import { fillOrganization } from './filled-organization.ts';
import type { Filled } from './filled-organization.ts';
import { makeRunWorld } from './run-world.ts';
import type { FrozenRunWorld, RunWorld } from './run-world.ts';

// Each test begins as the same copy of a database, because filling an organization takes longer than copying it.
let frozen: FrozenRunWorld;
let filledOnce: Filled;
let world: RunWorld;
beforeAll(async () => {
  const first = await makeRunWorld();
  filledOnce = await fillOrganization(first, { runs: 1, publishes: false });
  frozen = await first.freeze();
});
afterAll(() => frozen.drop());
beforeEach(async () => {
  world = await makeRunWorld(frozen);
});
afterEach(() => world.close());

type AuditEntry = Awaited<ReturnType<typeof access.listAuditLog>>['rows'][number];
const guest = { email: 'second@example.test' };
const tokenIn = (url: string | null): string => new URL(url ?? '').searchParams.get('token') ?? '';
const pendingId = async ({ ada }: Scene) => (await access.listInvitations(ada))[0]?.id;
const profileId = async ({ ben, serverId }: Scene) =>
  (await servers.listAuthProfiles(ben, { serverId })).find(({ name }) => name === 'Staging')?.id;
const modelId = async ({ ada }: Scene) => (await models.listModels(ada)).find(({ id }) => id !== models.SCRIPT_MODEL_ID)?.id;

async function staged({ ben, vera, workflowId }: Scene): Promise<proposals.Proposal> {
  const { currentVersion } = await workflows.getWorkflow(ben, { workflowId });
  const patch = { workflowId, baseVersionId: currentVersion.id, rationale: 'It needs another name.' };
  return proposals.proposePatch(vera, { ...patch, changes: { name: 'Another name' } });
}

const CHANGES: Readonly<Record<string, Proof>> = {
  ...WATCHING_CHANGES,
  ...PUBLISHING_CHANGES,
  addMember: {
    act: ({ ada, guestId }) => access.addMember(ada, { userId: guestId, role: 'viewer' }),
    action: 'member.add',
    before: null,
    after: ['name', 'role'],
  },
  changeRole: {
    act: ({ ada, vera }) => access.changeRole(ada, { userId: vera.actor.id, role: 'editor' }),
    action: 'member.update',
    before: ['role'],
    after: ['role'],
  },
  removeMember: {
    act: ({ ada, vera }) => access.removeMember(ada, { userId: vera.actor.id }),
    action: 'member.remove',
    before: ['name', 'role'],
    after: null,
  },
  leaveOrganization: { act: ({ vera }) => access.leaveOrganization(vera), action: 'member.leave', before: ['name', 'role'], after: null },
  decideAuthorization: {
    act: async ({ vera }) => {
      const { search } = await askingApp(vera);
      await access.decideAuthorization(await personOf(vera), { decision: 'allow', search, organization: vera.org.slug });
    },
    action: 'connected_app.create',
    before: null,
    after: ['clientId', 'name', 'place', 'role'],
  },
  disconnectApp: {
    act: async ({ ada }) => access.disconnectApp(ada, { appId: (await access.listConnectedApps(ada))[0]?.id }),
    action: 'connected_app.end',
    before: ['clientId', 'name', 'role'],
    after: null,
  },
  disconnectOwnApp: {
    act: async ({ ben }) => {
      const person = await personOf(ben);
      const [own] = await access.listOwnApps(person);
      await access.disconnectOwnApp(person, { appId: own?.id ?? '' });
    },
    action: 'connected_app.end',
    before: ['clientId', 'name', 'role'],
    after: null,
  },
  exchangeToken: {
    act: async ({ ada, app }) => {
      await access.exchangeToken(ada, renewalOf(app));
      await access.exchangeToken(ada, renewalOf(app));
    },
    action: 'connected_app.end',
    before: ['clientId', 'name', 'role'],
    after: null,
  },
  revokeToken: {
    act: ({ ada, app }) => access.revokeToken(ada, new URLSearchParams({ token: app.access })),
    action: 'connected_app.end',
    before: ['clientId', 'name', 'role'],
    after: null,
  },
  createInvitation: {
    act: ({ ada }) => access.createInvitation(ada, guest),
    action: 'invitation.create',
    before: null,
    after: ['email', 'expiresAt', 'role'],
  },
  resendInvitation: {
    act: async (scene) => {
      world.clock.advance(1000);
      await access.resendInvitation(scene.ada, { invitationId: await pendingId(scene) });
    },
    action: 'invitation.resend',
    before: ['expiresAt'],
    after: ['expiresAt'],
  },
  revokeInvitation: {
    act: async (scene) => access.revokeInvitation(scene.ada, { invitationId: await pendingId(scene) }),
    action: 'invitation.revoke',
    before: ['email', 'role'],
    after: null,
  },
  acceptInvitation: {
    act: async ({ ada, guestId }) => {
      const { url } = await access.createInvitation(ada, { role: 'viewer' });
      await access.acceptInvitation(world.deps, { token: tokenIn(url), user: { id: guestId } });
    },
    action: 'member.add',
    before: null,
    after: ['name', 'role'],
  },
  offerOwnership: {
    act: async ({ ada, vera }) => {
      await access.withdrawOwnershipOffer(ada);
      await access.offerOwnership(ada, { userId: vera.actor.id });
    },
    action: 'ownership.offer',
    before: null,
    after: ['expiresAt', 'toName', 'toUserId'],
  },
  withdrawOwnershipOffer: {
    act: ({ ada }) => access.withdrawOwnershipOffer(ada),
    action: 'ownership.withdraw',
    before: ['expiresAt', 'toName', 'toUserId'],
    after: null,
  },
  acceptOwnership: {
    act: ({ ben }) => access.acceptOwnership(ben),
    action: 'ownership.transfer',
    before: ['ownerUserId'],
    after: ['ownerUserId'],
  },
  createApiKey: {
    act: ({ ben }) => access.createApiKey(ben, { name: 'k' }),
    action: 'api_key.create',
    before: null,
    after: ['name', 'role'],
  },
  revokeApiKey: {
    act: ({ ben, apiKey }) => access.revokeApiKey(ben, { keyId: apiKey.id }),
    action: 'api_key.revoke',
    before: ['name', 'role'],
    after: null,
  },
  createIngestKey: {
    act: ({ ada, serverId }) => access.createIngestKey(ada, { serverId, name: 'k' }, servers.serverRules),
    action: 'ingest_key.create',
    before: null,
    after: ['name', 'serverId'],
  },
  revokeIngestKey: {
    act: ({ ada, ingestKey }) => access.revokeIngestKey(ada, { keyId: ingestKey.id }),
    action: 'ingest_key.revoke',
    before: ['name', 'serverId'],
    after: null,
  },
  updateOrganization: {
    act: ({ ada }) => access.updateOrganization(ada, { name: 'Renamed', retentionDays: 30, autoAcceptChanges: true }),
    action: 'organization.update',
    before: ['autoAcceptChanges', 'name'],
    after: ['autoAcceptChanges', 'name'],
  },
  exportOrganization: { act: ({ ada }) => access.exportOrganization(ada, []), action: 'organization.export', before: null, after: null },
  deleteOrganization: {
    act: ({ ada }) => access.deleteOrganization(ada, { slug: ada.org.slug }, runs.runStopper),
    action: 'organization.delete',
    before: ['name', 'slug'],
    after: null,
  },
  createServer: {
    act: ({ ben }) =>
      servers.createServer(ben, {
        name: 'Second',
        baseUrl: world.mcp.url,
        connectionConfig: { extraHeaders: { 'X-Key': 'planted-in-a-header' } },
      }),
    action: 'mcp_server.create',
    before: null,
    after: expect.arrayContaining(['name', 'baseUrl', 'extraHeaders']),
  },
  updateServer: {
    act: ({ ben, serverId }) => servers.updateServer(ben, { serverId, name: 'Store', categories: [], syncIntervalMinutes: 60 }),
    action: 'mcp_server.update',
    before: ['name', 'syncIntervalMinutes'],
    after: ['name', 'syncIntervalMinutes'],
  },
  removeServer: {
    act: ({ ben, serverId }) => servers.removeServer(ben, { serverId, force: true }, workflows.workflowUsage),
    action: 'mcp_server.archive',
    before: ['state'],
    after: ['state'],
  },
  createAuthProfile: {
    act: ({ ben, serverId }) => servers.createAuthProfile(ben, { serverId, name: 'New', kind: 'bearer', value: 'planted-in-a-profile' }),
    action: 'auth_profile.create',
    before: null,
    after: expect.arrayContaining(['kind', 'name', 'value']),
  },
  updateAuthProfile: {
    act: async (scene) =>
      servers.updateAuthProfile(scene.ben, { serverId: scene.serverId, profileId: await profileId(scene), name: 'Other' }),
    action: 'auth_profile.update',
    before: ['name'],
    after: ['name'],
  },
  removeAuthProfile: {
    act: async (scene) =>
      servers.removeAuthProfile(scene.ben, { serverId: scene.serverId, profileId: await profileId(scene) }, workflows.workflowUsage),
    action: 'auth_profile.remove',
    before: expect.arrayContaining(['kind', 'name', 'value']),
    after: null,
  },
  createModel: {
    act: ({ ada }) =>
      models.createModel(ada, { provider: 'openai', upstreamName: 'other', apiKey: 'planted-in-a-model', roles: ['judge'] }),
    action: 'model.create',
    before: null,
    after: expect.arrayContaining(['provider', 'upstreamName']),
  },
  updateModel: {
    act: async (scene) => models.updateModel(scene.ada, { modelId: await modelId(scene), displayName: 'Other' }),
    action: 'model.update',
    before: ['displayName'],
    after: ['displayName'],
  },
  removeModel: {
    act: async (scene) => models.removeModel(scene.ada, { modelId: await modelId(scene) }, workflows.modelUsage),
    action: 'model.remove',
    before: expect.arrayContaining(['provider', 'upstreamName']),
    after: null,
  },
  createWorkflow: {
    act: (scene) => scene.workflow({ name: 'Another' }),
    action: 'workflow.create',
    before: null,
    after: expect.arrayContaining(['name', 'state', 'testerPrompt']),
  },
  updateWorkflow: {
    act: ({ ben, workflowId }) => workflows.updateWorkflow(ben, { workflowId, name: 'Renamed' }),
    action: 'workflow.update',
    before: ['name', 'versionNumber'],
    after: ['name', 'versionNumber'],
  },
  restoreVersion: {
    act: async ({ ben, workflowId }) => {
      const { rows } = await workflows.listVersions(ben, { workflowId });
      await workflows.restoreVersion(ben, { workflowId, versionId: rows.at(-1)?.id });
    },
    action: 'workflow.restore',
    before: expect.arrayContaining(['description']),
    after: expect.arrayContaining(['description']),
  },
  removeWorkflow: {
    act: ({ ben, workflowId }) => workflows.removeWorkflow(ben, { workflowId }),
    action: 'workflow.archive',
    before: ['state'],
    after: ['state'],
  },
  startRuns: {
    act: ({ ben, workflowId }) => runs.startRuns(ben, { workflowId, reason: 'third', forceNewRun: true }),
    action: 'run.start',
    before: null,
    after: expect.arrayContaining(['workflowId']),
  },
  rerunRun: {
    act: ({ ben, runIds }) => runs.rerunRun(ben, { runId: runIds[0] }),
    action: 'run.start',
    before: null,
    after: expect.arrayContaining(['workflowId']),
  },
  cancelRun: {
    act: async ({ ben, workflowId }) => {
      const { runId } = await runs.startRuns(ben, { workflowId, reason: 'fourth', forceNewRun: true });
      await runs.cancelRun(ben, { runId });
    },
    action: 'run.cancel',
    before: null,
    after: null,
  },
  proposePatch: {
    act: (scene) => staged(scene),
    action: 'proposal.create',
    before: null,
    after: ['diff', 'kind', 'rationale', 'workflowId'],
  },
  draftRegression: {
    act: async ({ ben, vera, workflowId }) => {
      const { runId } = await runs.startRuns(ben, { workflowId, reason: 'fifth', forceNewRun: true });
      await runs.cancelRun(ben, { runId });
      await proposals.draftRegression(vera, { runId, rationale: 'It was never seen to the end.' });
    },
    action: 'proposal.create',
    before: null,
    after: ['diff', 'kind', 'rationale', 'sourceRunId', 'workflowId'],
  },
  applyProposal: {
    act: async (scene) => proposals.applyProposal(scene.ben, { proposalId: (await staged(scene)).proposalId, approvedBy: 'Ada' }),
    action: 'proposal.apply',
    before: ['state'],
    after: ['approvedBy', 'state', 'trial', 'version', 'workflowId'],
  },
  startTrial: {
    act: async (scene) => {
      const { proposalId } = await staged(scene);
      await proposals.startTrial(scene.ben, { workflowId: scene.workflowId, proposalId });
    },
    action: 'run.start',
    before: null,
    after: expect.arrayContaining(['proposalId', 'workflowId']),
  },
  applyConfig: {
    act: async ({ ben }) => {
      const { document } = await config.exportConfig(ben);
      const [workflow, ...others] = document.workflows;
      await config.applyConfig(ben, { document: { ...document, workflows: [{ ...workflow, categories: ['orders'] }, ...others] } });
    },
    action: 'config.apply',
    before: null,
    after: ['update'],
  },
  syncServer: {
    act: ({ ada, serverId }) => servers.syncServer(ada, { serverId }),
    action: 'mcp_server.sync',
    before: expect.any(Array),
    after: expect.any(Array),
  },
};

/** What a person does with the own account: written down in each of the person's organizations, proved beside the accounts. */
const OWN_ACCOUNT = words(`
  signUp signIn signInWithLink endSession endSessionById endOtherSessions answerTwoFactor verifyEmail beginTwoFactor
  confirmTwoFactor disableTwoFactor renewBackupCodes changePassword resetPassword updateAccount forgotPassword
  resendVerification beginProviderSignIn finishProviderSignIn foundOrganization createSignInLink
  createResetLink registerClient
`);
/** The clock and the worker: their results are records of their own, or are proved beside them (retention, connecting a profile or Slack). */
const MACHINERY = words(`
  executeRun startTick reapLapsed sweepRetention sweepAccess advanceSchedule countSkippedTick planMissingSyncs syncDueKind
  renewGrants settleRenewals connectProfile finishConnect eraseOrganization changeDefaultModels createOrganization
  ensureLocalWorkspace ensureUser record recordSweep secretMark systemCtx requirePerson roleOfActor openSession runStopper serverEraser modelEraser
  workflowEraser runEraser serverExporter modelExporter workflowExporter runExporter serverRules modelRules modelUsage
  workflowUsage clientDocument
  executeCheck checkNow sweepChecks onRunFinishedForCoverage onCatalogChanged onCheckRecorded onGrantExpiring onRunFinished
  onWatchedStopped onApprovalRequested endMute renotify deliver reapDeliveries sweepDeliveries sweepIncidents connectSlack finishSlackConnect
  prepareSession joinUsages serverUsage monitorEraser monitorExporter coverageEraser coverageExporter statusPageEraser
  statusPageExporter alertEraser alertExporter proposalEraser proposalExporter sweepProposals stageVersion deleteStaged
  adoptVersion adoptAsWorkflow startTrialRuns configEraser configExporter keepProbe
`);
const READS =
  /^(get|list|find|compare|diff|summarize|check|test|probe|resolve|decide|describe|latest|newest|first|authenticate|is|has|read|suggest|public|export(AuditLog)|\w+Of$|\w+(Count|After|At|Percents)$|defaultModels|authOptions|organizationsBeingDeleted)/;
/** Rows and words for other modules, by the names that say nothing of it. */
const LOOKS = words(`
  autoAcceptsChanges importClientConfig openSchema finishedRunTarget runOutcomes runsEndedFrom targetKey dailySums holdMonitors monitorsOfServer
  toldOutages exportConfig planConfig differingSecrets planChange examineSpec specToWire stagedBefore versionsWithRuns citedCalls existingEvents existingRuns runUrl requireRun reviewAuthorization resourceMetadata serverMetadata
  breakingChangesSince shortenDiff activeTargets countWorkflows searchRuns inspectRun diagnoseRun countRunsSince failingTargets waitForRuns passRate
  countMonitors failingMonitors
`);

function words(text: string): readonly string[] {
  return text.trim().split(/\s+/);
}

const MODULES = [
  access,
  servers,
  models,
  workflows,
  runs,
  proposals,
  monitors,
  coverage,
  statusPages,
  sources,
  codemode,
  products,
  alerts,
  config,
];
const exported = MODULES.flatMap((module) => Object.entries<unknown>(module));

test('every exported verb is known here: as one that changes, or as one that does not', () => {
  const verbs = exported
    .filter(([, value]) => typeof value === 'function' || (typeof value === 'object' && value !== null && 'hasActive' in value))
    .map(([name]) => name);
  const known = [
    ...Object.keys(CHANGES),
    ...OWN_ACCOUNT,
    ...MACHINERY,
    ...LOOKS,
    ...words(PUBLISHING_MACHINERY),
    ...words(PUBLISHING_LOOKS),
  ];
  expect(verbs.filter((name) => !known.includes(name) && !READS.test(name))).toEqual([]);
  expect(known.filter((name) => !exported.some(([other]) => other === name))).toEqual([]);
});

describe.each(Object.entries(CHANGES))('%s', (_verb, { act, action, before, after }) => {
  test('leaves one row with what changed', async () => {
    const filled = world.reopen(filledOnce);
    const user = await access.ensureUser(world.deps, { email: `guest-${crypto.randomUUID()}@example.test`, name: 'Guest' });
    const known = new Set((await rowsOf(filled.org.id)).map(({ id }) => id));
    await act({ ...filled, guestId: user.id });
    const added = (await rowsOf(filled.org.id)).filter(({ id }) => !known.has(id));
    const found = added.filter((row) => row.action === action);
    expect(added.map((row) => row.action)).toContain(action);
    expect(found).toHaveLength(1);
    const [row] = found;
    expect(row?.actor.type).toBe('user');
    expect([fieldsOf(row?.before), fieldsOf(row?.after)]).toEqual([before, after]);
    const text = JSON.stringify(added);
    for (const secret of [
      ...filled.planted,
      'planted-in-a-header',
      'planted-in-a-profile',
      'planted-in-a-model',
      'planted-in-a-webhook',
      'planted-in-a-source',
    ])
      expect(text).not.toContain(secret);
  });
});

test('archiving a server, and making many monitors, leaves a row for each thing', async () => {
  const { org, ben, serverId } = await fillOrganization(world, { runs: 0 });
  const known = new Set((await rowsOf(org.id)).map(({ id }) => id));
  const bodies = ['order_list', 'picture'].map((toolName) => ({ mcpServerId: serverId, toolName }));
  await monitors.createMonitors(ben, { monitors: bodies });
  await servers.removeServer(ben, { serverId, force: true }, monitors.serverUsage);
  const added = (await rowsOf(org.id)).filter(({ id }) => !known.has(id));
  expect(added.map(({ action, after }) => [action, after?.['state']].join(' ')).toSorted()).toEqual([
    'mcp_server.archive archived',
    'monitor.create active',
    'monitor.create active',
    ...Array.from({ length: 4 }, () => 'monitor.update paused'),
    'workflow.update paused',
  ]);
});

const fieldsOf = (fields: AuditEntry['before'] | undefined): string[] | null => (fields ? Object.keys(fields).toSorted() : null);

/** Straight from the table: after a deletion no verb answers any more. */
async function rowsOf(orgId: string): Promise<Pick<AuditEntry, 'id' | 'action' | 'actor' | 'before' | 'after'>[]> {
  const rows = await world.deps.db.selectFrom('audit_log').selectAll().where('org_id', '=', orgId).execute();
  return rows.map((row) => ({
    id: row.id,
    action: row.action,
    actor: { type: row.actor_type as 'user', id: row.actor_id, name: row.actor_name },
    before: row.before as AuditEntry['before'],
    after: row.after as AuditEntry['after'],
  }));
}
