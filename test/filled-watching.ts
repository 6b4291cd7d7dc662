// One of everything that watches: monitors with checks, rules, an incident, its messages, a maintenance window, a change, a status page.
import { connectSlack, createDestination, createRule, deliver, listDestinations, listDeliveries, testDestination } from '#modules/alerts';
import { createMonitors, executeCheck } from '#modules/monitors';
import { createMaintenanceWindow, syncServer } from '#modules/servers';
import { saveStatusPage } from '#modules/status-pages';
import { days, hours } from '#kernel/duration';
import type { Ctx, Deps } from '#platform/ctx';
import type { FactListener, FactPayloads, FactType } from '#platform/outbox/outbox';
import { factListeners } from '../src/surfaces/worker/subscriptions.ts';
import type { RunWorld, Shop } from './run-world.ts';

export interface Watching {
  /** Passes, and is on the status page. */
  readonly monitorId: string;
  /** Fails; its incident is open. */
  readonly failingMonitorId: string;
  readonly webhookId: string;
  readonly slackId: string;
  readonly webhookRuleId: string;
  readonly emailRuleId: string;
  readonly windowId: string;
  /** Given up: there is no mail server. */
  readonly failedDeliveryId: string;
  readonly pageSlug: string;
  /** Every secret among them, in clear. */
  readonly watchingSecrets: readonly string[];
}

const go = new AbortController().signal;
const secret = (name: string): string => `canary-${name}-${crypto.randomUUID()}`;

/** After the runs: they are what coverage is counted from. */
export async function fillWatching(world: RunWorld, shop: Shop): Promise<Watching> {
  const { ada, ben, serverId } = shop;
  const alerts = await fillAlerts(world, shop);
  const monitors = await createMonitors(ben, {
    monitors: [
      { mcpServerId: serverId, toolName: 'order_get', arguments: { orderId: '4711' } },
      { mcpServerId: serverId, toolName: 'broken', name: 'Shop is open' },
    ],
  });
  const [monitorId = '', failingMonitorId = ''] = monitors.map(({ id }) => id);
  const target = { targetType: 'monitor', targetId: failingMonitorId };
  const webhookRule = await createRule(ben, { name: 'Broken', ...target, destinationId: alerts.webhookId });
  const to = { destinationId: alerts.emailId, recipientEmail: 'ben@example.test' };
  const emailRule = await createRule(ben, { name: 'Broken, by mail', ...target, ...to });
  for (const id of [monitorId, failingMonitorId]) await executeCheck(world.deps, { monitorId: id, tickAt: null }, go);
  await tellFacts(world.deps, shop.org.id);
  const failedDeliveryId = await sendMessages(world, shop, alerts.emailId);
  const window = await createMaintenanceWindow(ben, { serverId, title: 'Stocktaking', ...tomorrow(world) });
  await changeCatalog(world, ada, serverId);
  const pageSlug = `status-${shop.org.slug}`;
  const shown = [{ monitorId, label: 'Orders' }];
  await saveStatusPage(ada, { slug: pageSlug, title: 'Shop', isPublic: true, monitors: shown });
  return {
    monitorId,
    failingMonitorId,
    webhookId: alerts.webhookId,
    slackId: alerts.slackId,
    webhookRuleId: webhookRule.id,
    emailRuleId: emailRule.id,
    windowId: window.id,
    failedDeliveryId,
    pageSlug,
    watchingSecrets: alerts.secrets,
  };
}

/** A webhook that nobody listens at, an incoming webhook of Slack, a workspace that is being connected, and the built-in e-mail. */
async function fillAlerts(world: RunWorld, { ada }: Shop) {
  const [path, hook] = [secret('webhook-path'), secret('slack-hook')];
  const webhook = await createDestination(ada, { kind: 'webhook', name: 'Ops', url: `http://127.0.0.1:9/${path}` });
  const slack = await createDestination(ada, { kind: 'slack_webhook', name: 'Chat', url: `https://hooks.slack.com/services/${hook}` });
  const app = { client: { clientId: 'filled', clientSecret: secret('slack-app') }, origin: 'http://127.0.0.1:9' };
  const session = { id: secret('session') };
  const { authorizationUrl } = await connectSlack({ ...ada, deps: { ...world.deps, slack: app } }, {}, session);
  const state = new URL(authorizationUrl).searchParams.get('state') ?? '';
  const emailId = (await listDestinations(ada)).find(({ kind }) => kind === 'email')?.id ?? '';
  const secrets = [path, hook, webhook.secret ?? '', app.client.clientSecret, session.id, state];
  if (secrets.includes('')) throw new Error('a secret was not made, so that nothing could leak it');
  return { webhookId: webhook.id, slackId: slack.id, emailId, secrets };
}

/** As the worker tells them; they stay where they are, as if another listener had not taken them yet. */
export async function tellFacts(deps: Deps, orgId: string): Promise<void> {
  const facts = await deps.db.selectFrom('facts').select(['type', 'payload']).where('org_id', '=', orgId).orderBy('id').execute();
  const listeners = factListeners(deps);
  for (const { type, payload } of facts) {
    // Written by the code under test as exactly these.
    for (const listen of listeners[type as FactType] as readonly FactListener<FactType>[]) {
      await listen(orgId, payload as FactPayloads[FactType], go);
    }
  }
}

/** The mail arrives in the local inbox, the webhook's message waits for its second try; a mail that nothing sends is given up. */
async function sendMessages(world: RunWorld, { ada, ben }: Shop, destinationId: string): Promise<string> {
  const local: Deps = { ...world.deps, settings: { ...world.deps.settings, singleUser: true } };
  for (const { id } of (await listDeliveries(ben, {})).rows) await deliver(local, { deliveryId: id }, go);
  const { id, state } = await testDestination(ada, { destinationId, recipientEmail: 'ada@example.test' });
  if (state !== 'failed') throw new Error(`without a mail server the test is ${state}`);
  return id;
}

/** A window that is not open yet. */
function tomorrow({ clock }: RunWorld): object {
  const startsAt = new Date(clock.now().getTime() + days(1));
  return { kind: 'once', startsAt: startsAt.toISOString(), endsAt: new Date(startsAt.getTime() + hours(2)).toISOString() };
}

/** The shop loses an input, which is seen, and has it back, which is not yet. */
async function changeCatalog({ mcp, clock }: RunWorld, ada: Ctx, serverId: string): Promise<void> {
  mcp.changeOrderGet();
  // Of two states of one moment nobody could say which is the newer one.
  clock.advance(1000);
  await syncServer(ada, { serverId });
  mcp.restoreOrderGet();
}
