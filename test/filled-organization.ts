// An organization that has one of everything, and the secrets that were planted in it: for tests of what is exported and of what is erased.
import { createApiKey, createIngestKey, createInvitation, offerOwnership, updateOrganization } from '#modules/access';
import { recordEvent, REPAIR_API, settleEvents } from '#modules/analytics';
import { applyConfig, exportConfig } from '#modules/config';
import { createModel } from '#modules/models';
import { executeRun, startRuns } from '#modules/runs';
import { createAuthProfile, serverRules, updateServer } from '#modules/servers';
import { proposePatch } from '#modules/proposals';
import { updateWorkflow } from '#modules/workflows';
import { letAppIn } from './connected-app.ts';
import type { LetIn } from './connected-app.ts';
import { fillPublishing } from './filled-publishing.ts';
import { fillWatching } from './filled-watching.ts';
import type { Watching } from './filled-watching.ts';
import type { RunWorld, Shop } from './run-world.ts';

export interface Filled extends Shop, Watching {
  readonly workflowId: string;
  readonly runIds: readonly string[];
  readonly apiKey: { readonly token: string; readonly id: string };
  readonly ingestKey: { readonly token: string; readonly id: string };
  readonly invitationToken: string;
  /** Of ben. */
  readonly app: LetIn;
  /** Every secret in it, in clear. */
  readonly planted: readonly string[];
}

const canary = (name: string): string => `canary-${name}-${crypto.randomUUID()}`;
const SCRIPT = '1. call order_get with {"orderId": "4711"}\n2. call picture\nanswer The order is ${1.status}.';
const go = new AbortController().signal;

export interface Filling {
  /** How many are played to their end. */
  readonly runs?: number | undefined;
  /** Compiling takes its time; default true. */
  readonly publishes?: boolean | undefined;
}

export async function fillOrganization(world: RunWorld, { runs = 2, publishes = true }: Filling = {}): Promise<Filled> {
  const shop = await world.newShop();
  const { ada, ben, serverId } = shop;
  const [bearer, header, modelKey] = [canary('bearer'), canary('header'), canary('model')];
  await createAuthProfile(ben, { serverId, name: 'Staging', kind: 'bearer', value: bearer });
  await updateServer(ben, { serverId, connectionConfig: { extraHeaders: { 'X-Tenant': header } } });
  await createModel(ada, { provider: 'openai', upstreamName: 'gpt-example', apiKey: modelKey, roles: ['judge'] });
  const workflow = await shop.workflow({ schedule: { cron: '0 8 * * *', timezone: 'UTC' }, testerPrompt: SCRIPT });
  const { currentVersion } = await updateWorkflow(ben, { workflowId: workflow.id, description: 'Looks an order up, and its picture.' });
  const patch = { workflowId: workflow.id, baseVersionId: currentVersion.id, rationale: 'Nobody looks at the picture.' };
  await proposePatch(shop.vera, { ...patch, changes: { prompt: '1. call order_get with {"orderId": "4711"}\nanswer done' } });
  const runIds: string[] = [];
  for (let i = 1; i <= runs; i += 1) {
    const { runId } = await startRuns(ben, { workflowId: workflow.id, reason: `run ${i}` });
    await executeRun(world.deps, runId, go);
    runIds.push(runId);
  }
  const watching = await fillWatching(world, shop);
  await applyConfig(ben, { document: (await exportConfig(ben)).document });
  const publishing = publishes ? [(await fillPublishing(shop)).sourceSecret] : [];
  const apiKey = await createApiKey(ben, { name: 'ci' });
  const ingestKey = await createIngestKey(ada, { serverId, name: 'production' }, serverRules);
  const { url } = await createInvitation(ada, { email: 'guest@example.test', role: 'editor' });
  const invitationToken = new URL(url ?? '').searchParams.get('token') ?? '';
  const app = await letAppIn(ben);
  recordEvent(world.deps, {
    orgId: shop.org.id,
    source: REPAIR_API,
    actorId: apiKey.key.id,
    toolName: 'search_runs',
    startedAt: world.clock.now(),
    durationMs: 12,
    ok: true,
    error: null,
    userIntent: 'find the failing run',
    agentThinking: `they said the credential is ${bearer}`,
    userFrustration: 'low',
  });
  await settleEvents(world.deps);
  await offerOwnership(ada, { userId: ben.actor.id });
  await updateOrganization(ada, { retentionDays: 30 });
  return {
    ...shop,
    ...watching,
    workflowId: workflow.id,
    runIds,
    apiKey: { token: apiKey.token, id: apiKey.key.id },
    ingestKey: { token: ingestKey.token, id: ingestKey.key.id },
    invitationToken,
    app,
    planted: [
      bearer,
      header,
      modelKey,
      apiKey.token,
      ingestKey.token,
      invitationToken,
      app.access,
      app.refresh,
      ...watching.watchingSecrets,
      ...publishing,
    ],
  };
}
