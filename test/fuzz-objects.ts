// One object of each kind for requests to reach, and their ids by the names of the parameters and fields that take them.
import { deliver } from '#modules/alerts';
import { executeCheck } from '#modules/monitors';
import { executeRun } from '#modules/runs';
import { days } from '#kernel/duration';
import type { Ctx, Deps } from '#platform/ctx';
import { openBundle } from '#modules/sources';
import { askPerson, ASKS } from './filled-publishing.ts';
import { tellFacts } from './filled-watching.ts';
import { PETSTORE } from './published-source.ts';
import type { RestWorld, Session } from './rest-world.ts';
import { connectWorkspace } from './slack-stand-in.ts';
import type { SlackStandIn } from './slack-stand-in.ts';

/** In everything that can hold a secret: no answer may show one. */
export const CANARIES = {
  bearer: 'canary-bearer-81c2e0',
  header: 'canary-header-4f7a91',
  modelKey: 'canary-model-key-d33b07',
  password: 'canary-password-6e02aa',
  webhook: 'canary-webhook-2b77d1',
  slackHook: 'canary-slack-hook-90ae53',
  slackToken: 'canary-slack-token-c41f68',
  slackApp: 'canary-slack-app-77b0de',
  sourceSecret: 'canary-source-secret-5a19c4',
} as const;

export interface Hands {
  readonly call: Session['call'];
  readonly session: Session;
  readonly storeUrl: string;
  readonly slack: SlackStandIn;
}

type Ids = Record<string, string[]>;
type Post = (path: string, body?: unknown) => Promise<ReturnType<typeof JSON.parse>>;

const go = new AbortController().signal;
const list = (...values: unknown[]) => values.filter((value) => typeof value === 'string');

function poster(call: Session['call']): Post {
  return async (path, body) => {
    const answer = await call('POST', path, body === undefined ? {} : { body });
    if (answer.status >= 400) throw new Error(`POST ${path}: ${JSON.stringify(answer.body)}`);
    return answer.body;
  };
}

export async function someOfEach(world: RestWorld, ada: Ctx, hands: Hands): Promise<Ids> {
  const { call, session, storeUrl } = hands;
  const post = poster(call);
  const inOrg = (path: string, body: unknown) => poster(session.call)(`/api/app/o/${ada.org.slug}${path}`, body);
  const server = await post('/mcp-servers', {
    name: 'Store',
    baseUrl: storeUrl,
    connectionConfig: { extraHeaders: { 'x-extra': CANARIES.header } },
  });
  const profile = await post(`/mcp-servers/${server.id}/auth-profiles`, { name: 'ci', kind: 'bearer', value: CANARIES.bearer });
  await post(`/mcp-servers/${server.id}/auth-profiles`, { name: 'basic', kind: 'bearer', value: CANARIES.password });
  const workflow = await post('/workflows', {
    name: 'Products',
    mcpServerId: server.id,
    testerModelId: 'script/steps',
    testerPrompt: '1. call list_products\nanswer done',
    criteria: [{ kind: 'check', check: { kind: 'no_tool_errors' } }],
  });
  const run = await post(`/workflows/${workflow.id}/runs`);
  await executeRun(world.deps, run.runId, go);
  const patch = { kind: 'patch', workflowId: workflow.id, baseVersionId: workflow.currentVersion.id, rationale: 'It needs another name.' };
  const proposed = await post('/workflow-change-proposals', { ...patch, changes: { name: 'Goods' } });
  const trial = await post(`/workflows/${workflow.id}/runs`, { proposalId: proposed.proposalId });
  await executeRun(world.deps, trial.runId, go);
  const model = await post('/models', { provider: 'openai', upstreamName: 'tiny/one', apiKey: CANARIES.modelKey });
  await post(`/mcp-servers/${server.id}/sync`);
  const snapshots = (await call('GET', `/mcp-servers/${server.id}/snapshots`)).body;
  const invited = await inOrg('/invitations', { role: 'viewer' });
  const ingest = await inOrg('/ingest-keys', { serverId: server.id, name: 'events' });
  const serverIds = list(server.id);
  const runIds = list(run.runId, trial.runId);
  const snapshotIds = list(snapshots.rows?.[0]?.id, snapshots.rows?.[0]?.snapshotId, 'snap_00000000000000000000000000');
  const published = await somethingPublished(ada, { call, session, post });
  const watching = await somethingThatWatches(world, ada, { ...hands, post, serverId: server.id });
  return {
    ...FIELDS,
    ...published,
    ...watching,
    serverId: serverIds,
    mcpServerId: serverIds,
    targetId: [...(watching['monitorId'] ?? []), workflow.id, server.id],
    profileId: list(profile.id),
    authProfileId: list(profile.id),
    workflowId: list(workflow.id),
    versionId: list(workflow.currentVersion?.id),
    baseVersionId: list(workflow.currentVersion?.id, 'ver_00000000000000000000000000'),
    proposalId: list(proposed.proposalId),
    runId: runIds,
    baselineRunId: runIds,
    modelId: list(model.id, 'script/steps'),
    testerModelId: list('script/steps', model.id),
    defaultTesterModelId: list('script/steps'),
    snapshotId: snapshotIds,
    from: snapshotIds,
    to: snapshotIds,
    invitationId: list(invited.invitation?.id, 'inv_00000000000000000000000000'),
    token: list(new URL(invited.url).searchParams.get('token'), 'x'.repeat(43)),
    ingestKeyId: list(ingest.key?.id, 'ing_00000000000000000000000000'),
    appId: list('app_00000000000000000000000000'),
    sessionId: list('sid_00000000000000000000000000'),
    baseUrl: list(storeUrl, 'http://127.0.0.1:1/mcp', 'http://10.0.0.1/mcp'),
  };
}

/** A source with a secret, an active bundle and one that waits. */
async function somethingPublished(
  ada: Ctx,
  { call, session, post }: Pick<Hands, 'call' | 'session'> & { readonly post: Post },
): Promise<Ids> {
  const { slug } = await post('/sources', { name: 'Pets', mode: 'code', baseUrl: 'http://127.0.0.1:1' });
  const secret = await call('PUT', `/sources/${slug}/secrets/token`, { body: { value: CANARIES.sourceSecret } });
  if (secret.status !== 200) throw new Error(`there is no secret for requests to reach: ${JSON.stringify(secret.body)}`);
  const upload = (openapi: string, promote: boolean) =>
    poster(session.call)('/api/openapi-artifacts/upload', { source: slug, openapi, promote, manifest: MANIFEST });
  const bundles = [await upload(PETSTORE, true), await upload(PETSTORE.replace('listPets', 'findPets'), false)];
  const approvalId = await askPerson(ada, await openBundle(ada.deps, { orgId: ada.org.id, slug, environment: 'production' }));
  const bundleIds = list(...bundles.map(({ bundle }) => bundle.id));
  return {
    sourceSlug: list(slug),
    source: list(slug, 'nobodys'),
    secretName: list('token', 'other'),
    bundleId: bundleIds,
    approvalId: list(approvalId, 'appr_00000000000000000000000000'),
    against: [...bundleIds, 'bun_00000000000000000000000000'],
  };
}

const MANIFEST = { auth: { kind: 'bearer', secretRef: 'token' }, baseUrls: { production: 'http://127.0.0.1:1' }, ...ASKS };

interface Watched extends Hands {
  readonly post: Post;
  readonly serverId: string;
}

/** A monitor that passes and one that fails, destinations of every kind, an incident that was told, a mail and a message given up. */
async function somethingThatWatches(world: RestWorld, ada: Ctx, { post, session, slack, serverId }: Watched): Promise<Ids> {
  const url = `http://127.0.0.1:1/${CANARIES.webhook}`;
  const webhook = await post('/alert-destinations', { kind: 'webhook', name: 'Ops', url });
  const hook = await post('/alert-destinations', { kind: 'slack_webhook', name: 'Chat', url: slack.hookUrl(CANARIES.slackHook) });
  const workspace = await connectWorkspace(session.call, ada.org.slug);
  const { rows } = (await session.call('GET', '/alert-destinations')).body;
  const email = rows.find(({ kind }: { kind: string }) => kind === 'email')?.id;
  const never = [{ kind: 'jsonpath', path: '$.nothing', equals: 'this' }];
  const { monitors } = await post('/monitors', {
    monitors: [
      { mcpServerId: serverId, toolName: 'list_products' },
      { mcpServerId: serverId, toolName: 'list_products', name: 'Fails', assertions: never },
    ],
  });
  const [good, bad] = monitors.map(({ id }: { id: string }) => id);
  const target = { targetType: 'monitor', targetId: bad };
  const rule = await post('/alert-rules', { name: 'Fails', ...target, destinationId: webhook.id });
  await post('/alert-rules', { name: 'Fails, by mail', ...target, destinationId: email, recipientEmail: 'ada@example.test' });
  for (const monitorId of [good, bad]) await executeCheck(world.deps, { monitorId, tickAt: null }, go);
  await tellFacts(world.deps, ada.org.id);
  const { rows: told } = (await session.call('GET', '/alert-deliveries')).body;
  const alone: Deps = { ...world.deps, settings: { ...world.deps.settings, singleUser: true } };
  for (const { id } of told) await deliver(alone, { deliveryId: id }, go);
  const givenUp = await post(`/alert-destinations/${email}/test`, { recipientEmail: 'ada@example.test' });
  const mails = await world.deps.db.selectFrom('inbox_mails').select('id').where('org_id', '=', ada.org.id).execute();
  const startsAt = new Date(world.clock.now().getTime() + days(1)).toISOString();
  const endsAt = new Date(world.clock.now().getTime() + days(2)).toISOString();
  const window = await post(`/mcp-servers/${serverId}/maintenance-windows`, { title: 'Upgrade', kind: 'once', startsAt, endsAt });
  const page = { slug: `status-${ada.org.slug}`, title: 'Store', isPublic: true, monitors: [{ monitorId: good, label: 'Products' }] };
  await session.call('PUT', '/status-page', { body: page });
  const ids = {
    monitorId: list(good, bad),
    ruleId: list(rule.id),
    destinationId: list(webhook.id, hook.id, workspace, email),
    deliveryId: list(givenUp.id, ...told.map(({ id }: { id: string }) => id)),
    mailId: mails.map(({ id }) => id),
    windowId: list(window.id),
    pageSlug: list(page.slug),
    startsAt: list(startsAt),
    endsAt: list(endsAt, '2026-01-01T00:00:00Z'),
  };
  const missing = Object.entries(ids).find(([, values]) => values.length === 0);
  if (missing) throw new Error(`there is no ${missing[0]} for requests to reach`);
  return ids;
}

/** What fields take that is nobody's id. */
const FIELDS: Ids = {
  tokenUrl: ['http://127.0.0.1:1/token'],
  authorizationUrl: ['http://127.0.0.1:1/authorize'],
  url: ['http://127.0.0.1:1/hook', 'http://10.0.0.1/hook', 'https://hooks.slack.com/services/T/B/x'],
  channel: ['C000000001'],
  recipientEmail: ['ada@example.test'],
  key: ['store', 'products', 'list-products-on-store', 'default'],
  mcpServer: ['store', 'nobody'],
  target: ['store', 'products'],
  destination: ['Ops', 'Nobody'],
  secretEnv: ['TOKEN', 'not a name'],
  toolName: ['list_products', 'get_product', 'gone'],
  testerPrompt: ['1. call list_products\nanswer done', 'Look for a product.'],
  password: ['correct horse battery staple'],
  newPassword: ['another horse, battery staple'],
  provider: ['google', 'github', 'openai', 'anthropic', 'other'],
  transportType: ['streamable_http', 'sse'],
  timezone: ['UTC', 'Europe/Berlin', 'Mars/Base'],
  startTime: ['03:00', '24:00'],
  path: ['$.products[0]', '$..*'],
  matches: ['^a', '(a+)+$'],
  cron: ['0 * * * *', '*/5 9-17 * * 1-5'],
  show: ['uptime', 'state'],
  include: ['sdk', 'sdk,sdkIndex,operationMap,openapi', 'nothing'],
  openapi: [PETSTORE, '{}', 'openapi: 3.1.0', '&a [*a]'],
  overlay: ['{"overlay":"1.0.0","info":{"title":"x","version":"1"},"actions":[]}', '$.x'],
  environment: ['production', 'staging', 'Prod'],
  commitSha: ['9f3c1ab', 'xyz'],
  validationPath: ['/me', 'https://evil.example/me'],
  page: ['1', '2', '0'],
  pageSize: ['1', '100', '101'],
};
