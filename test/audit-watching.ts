// Proofs for what watches: monitors, maintenance, reviews, the status page, rules and destinations.
import { expect } from 'vitest';
import * as alerts from '#modules/alerts';
import * as monitors from '#modules/monitors';
import * as servers from '#modules/servers';
import * as statusPages from '#modules/status-pages';
import type { Ctx } from '#platform/ctx';
import type { Proof } from './audit-proof.ts';

/** As on an instance for one person. */
const alone = (ctx: Ctx): Ctx => ({ ...ctx, deps: { ...ctx.deps, settings: { ...ctx.deps.settings, singleUser: true } } });

const RULE_FIELDS = expect.arrayContaining(['destinationId', 'name', 'targetId', 'targetType']);

export const WATCHING_CHANGES: Readonly<Record<string, Proof>> = {
  createMonitors: {
    act: ({ ben, serverId }) => monitors.createMonitors(ben, { mcpServerId: serverId, toolName: 'order_list' }),
    action: 'monitor.create',
    before: null,
    after: expect.arrayContaining(['intervalSeconds', 'name', 'toolName']),
  },
  updateMonitor: {
    act: ({ ben, monitorId }) => monitors.updateMonitor(ben, { monitorId, name: 'Orders', arguments: { orderId: '4711' } }),
    action: 'monitor.update',
    before: ['name'],
    after: ['name'],
  },
  removeMonitor: {
    act: ({ ben, monitorId }) => monitors.removeMonitor(ben, { monitorId }),
    action: 'monitor.remove',
    before: expect.arrayContaining(['intervalSeconds', 'name', 'toolName']),
    after: null,
  },
  createMaintenanceWindow: {
    act: ({ ben, serverId }) => {
      const weekly = { kind: 'weekly', weekdays: [7], startTime: '03:00', durationMinutes: 60, timezone: 'UTC' };
      return servers.createMaintenanceWindow(ben, { serverId, title: 'Sundays', ...weekly });
    },
    action: 'maintenance_window.create',
    before: null,
    after: expect.arrayContaining(['durationMinutes', 'kind', 'startTime', 'title', 'weekdays']),
  },
  updateMaintenanceWindow: {
    act: ({ ben, serverId, windowId }) => servers.updateMaintenanceWindow(ben, { serverId, windowId, title: 'Upgrade' }),
    action: 'maintenance_window.update',
    before: ['title'],
    after: ['title'],
  },
  removeMaintenanceWindow: {
    act: ({ ben, serverId, windowId }) => servers.removeMaintenanceWindow(ben, { serverId, windowId }),
    action: 'maintenance_window.remove',
    before: expect.arrayContaining(['endsAt', 'kind', 'startsAt', 'title']),
    after: null,
  },
  acceptChanges: {
    act: ({ ben, serverId }) => servers.acceptChanges(ben, { serverId }),
    action: 'mcp_server.accept_changes',
    before: null,
    after: ['acceptedSnapshots'],
  },
  examineServer: {
    act: ({ ben, serverId }) => servers.examineServer(ben, { serverId }),
    action: 'mcp_server.examine',
    before: null,
    after: null,
  },
  saveStatusPage: {
    act: ({ ada, pageSlug }) => statusPages.saveStatusPage(ada, { slug: pageSlug, title: 'Our shop', isPublic: true, monitors: [] }),
    action: 'status_page.update',
    before: ['monitors', 'title'],
    after: ['monitors', 'title'],
  },
  createRule: {
    act: ({ ben, monitorId, webhookId }) =>
      alerts.createRule(ben, { name: 'Orders', targetType: 'monitor', targetId: monitorId, destinationId: webhookId }),
    action: 'alert_rule.create',
    before: null,
    after: RULE_FIELDS,
  },
  updateRule: {
    act: ({ ben, webhookRuleId }) => alerts.updateRule(ben, { ruleId: webhookRuleId, failAfter: 2, notifyRecovery: true }),
    action: 'alert_rule.update',
    before: ['failAfter'],
    after: ['failAfter'],
  },
  removeRule: {
    act: ({ ben, webhookRuleId }) => alerts.removeRule(ben, { ruleId: webhookRuleId }),
    action: 'alert_rule.remove',
    before: RULE_FIELDS,
    after: null,
  },
  createDestination: {
    act: ({ ada }) => alerts.createDestination(ada, { kind: 'webhook', name: 'Pager', url: 'http://127.0.0.1:9/planted-in-a-webhook' }),
    action: 'destination.create',
    before: null,
    after: expect.arrayContaining(['access', 'kind', 'name', 'signingSecret']),
  },
  updateDestination: {
    act: ({ ada, webhookId }) =>
      alerts.updateDestination(ada, { destinationId: webhookId, url: 'http://127.0.0.1:9/planted-in-a-webhook' }),
    action: 'destination.update',
    before: ['access'],
    after: ['access'],
  },
  rotateWebhookSecret: {
    act: ({ ada, webhookId }) => alerts.rotateWebhookSecret(ada, { destinationId: webhookId }),
    action: 'destination.rotate_secret',
    before: ['signingSecret'],
    after: ['signingSecret'],
  },
  testDestination: {
    act: ({ ada, webhookId }) => alerts.testDestination(ada, { destinationId: webhookId }),
    action: 'destination.test',
    before: null,
    after: ['deliveryId', 'kind'],
  },
  removeDestination: {
    act: ({ ada, slackId }) => alerts.removeDestination(ada, { destinationId: slackId }),
    action: 'destination.remove',
    before: expect.arrayContaining(['access', 'kind', 'name']),
    after: null,
  },
  retryDelivery: {
    act: ({ ben, failedDeliveryId }) => alerts.retryDelivery(ben, { deliveryId: failedDeliveryId }),
    action: 'delivery.retry',
    before: ['state'],
    after: ['state'],
  },
  clearMails: { act: ({ ben }) => alerts.clearMails(alone(ben)), action: 'inbox.clear', before: ['mails'], after: ['mails'] },
};
