// An organization that has one of everything, and the secrets that were planted in it: for tests of what is exported and of what is erased.
import { createApiKey, createIngestKey, createInvitation, offerOwnership, updateOrganization } from '#modules/access';
import { createModel } from '#modules/models';
import { executeRun, startRuns } from '#modules/runs';
import { createAuthProfile, serverRules, updateServer } from '#modules/servers';
import { updateWorkflow } from '#modules/workflows';
import { fillWatching } from './filled-watching.ts';
import type { Watching } from './filled-watching.ts';
import type { RunWorld, Shop } from './run-world.ts';

export interface Filled extends Shop, Watching {
  readonly workflowId: string;
  readonly runIds: readonly string[];
  readonly apiKey: { readonly token: string; readonly id: string };
  readonly ingestKey: { readonly token: string; readonly id: string };
  readonly invitationToken: string;
  /** Every secret in it, in clear. */
  readonly planted: readonly string[];
}

const canary = (name: string): string => `canary-${name}-${crypto.randomUUID()}`;
const SCRIPT = '1. call order_get with {"orderId": "4711"}\n2. call picture\nanswer The order is ${1.status}.';
const go = new AbortController().signal;

/** `runs`: how many are played to their end. */
export async function fillOrganization(world: RunWorld, { runs = 2 }: { readonly runs?: number | undefined } = {}): Promise<Filled> {
  const shop = await world.newShop();
  const { ada, ben, serverId } = shop;
  const [bearer, header, modelKey] = [canary('bearer'), canary('header'), canary('model')];
  await createAuthProfile(ben, { serverId, name: 'Staging', kind: 'bearer', value: bearer });
  await updateServer(ben, { serverId, connectionConfig: { extraHeaders: { 'X-Tenant': header } } });
  await createModel(ada, { provider: 'openai', upstreamName: 'gpt-example', apiKey: modelKey, roles: ['judge'] });
  const workflow = await shop.workflow({ schedule: { cron: '0 8 * * *', timezone: 'UTC' }, testerPrompt: SCRIPT });
  await updateWorkflow(ben, { workflowId: workflow.id, description: 'Looks an order up, and its picture.' });
  const runIds: string[] = [];
  for (let i = 1; i <= runs; i += 1) {
    const { runId } = await startRuns(ben, { workflowId: workflow.id, reason: `run ${i}` });
    await executeRun(world.deps, runId, go);
    runIds.push(runId);
  }
  const watching = await fillWatching(world, shop);
  const apiKey = await createApiKey(ben, { name: 'ci' });
  const ingestKey = await createIngestKey(ada, { serverId, name: 'production' }, serverRules);
  const { url } = await createInvitation(ada, { email: 'guest@example.test', role: 'editor' });
  const invitationToken = new URL(url ?? '').searchParams.get('token') ?? '';
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
    planted: [bearer, header, modelKey, apiKey.token, ingestKey.token, invitationToken, ...watching.watchingSecrets],
  };
}
