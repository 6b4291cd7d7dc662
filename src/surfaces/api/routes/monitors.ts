// Monitors and their checks (spec 05 §3–4).
import { z } from 'zod';
import {
  CHECK_STATUSES,
  checkNow,
  checkSeries,
  createMonitors,
  getMonitor,
  listChecks,
  listMonitors,
  MONITOR_SORTS,
  MONITOR_STATES,
  monitorInput,
  monitorPatch,
  monitorsInput,
  removeMonitor,
  suggestMonitors,
  testMonitor,
  updateMonitor,
} from '#modules/monitors';
import type { Monitor } from '#modules/monitors';
import { withParams } from '../body.ts';
import { defineRoute } from '../route.ts';
import { checkPage, checkSeriesResult, createdMonitors, monitor, monitorCheck, suggestion, testedCheck } from '../schemas/monitors.ts';
import { oneOfQuery, searchQuery, sortQuery } from '../schemas/filters.ts';
import { DONE, okResult, pageOf, pageQuery } from '../schemas/page.ts';

const rangeQuery = oneOfQuery(['24h', '7d', '30d'], '24h');

export const monitorRoutes = [
  defineRoute({
    method: 'get',
    path: '/monitors',
    operationId: 'listMonitors',
    tag: 'monitors',
    summary: 'All monitors unless state says otherwise, each with its newest numbers',
    role: 'viewer',
    query: z.strictObject({
      ...pageQuery,
      mcpServerId: z.string().optional(),
      status: oneOfQuery(CHECK_STATUSES),
      state: oneOfQuery([...MONITOR_STATES, 'all'], 'all'),
      search: searchQuery('name, tool and server'),
      sort: sortQuery(MONITOR_SORTS, '-createdAt'),
    }),
    result: pageOf(monitor),
    handle: (ctx, { query }) => listMonitors(ctx, query),
  }),
  defineRoute({
    method: 'post',
    path: '/monitors',
    operationId: 'createMonitors',
    tag: 'monitors',
    summary: 'Makes one, or 1–50 of which all or none are made; each is checked at once',
    role: 'editor',
    body: monitorsInput,
    result: createdMonitors,
    status: 201,
    errors: ['conflict', 'secret_in_arguments'],
    location: (created) => ('id' in created ? `/monitors/${created.id}` : '/monitors'),
    handle: async (ctx, { body }) => answerOf(body, await createMonitors(ctx, body)),
  }),
  defineRoute({
    method: 'post',
    path: '/monitors/test',
    operationId: 'testMonitor',
    tag: 'monitors',
    summary: 'Checks an unsaved monitor once; nothing is stored',
    role: 'editor',
    body: monitorInput,
    result: testedCheck,
    errors: ['conflict', 'secret_in_arguments'],
    handle: (ctx, { body }) => testMonitor(ctx, body),
  }),
  defineRoute({
    method: 'get',
    path: '/monitors/{monitorId}',
    operationId: 'getMonitor',
    tag: 'monitors',
    summary: 'One monitor with its newest numbers',
    role: 'viewer',
    result: monitor,
    errors: ['monitor_not_found'],
    handle: (ctx, { params }) => getMonitor(ctx, { monitorId: params.monitorId }),
  }),
  defineRoute({
    method: 'patch',
    path: '/monitors/{monitorId}',
    operationId: 'updateMonitor',
    tag: 'monitors',
    summary: 'Changes, pauses or resumes a monitor; other arguments or assertions are checked at once',
    role: 'editor',
    body: monitorPatch,
    result: monitor,
    errors: ['monitor_not_found', 'conflict', 'secret_in_arguments'],
    handle: (ctx, { params, body }) => updateMonitor(ctx, withParams(body, { monitorId: params.monitorId })),
  }),
  defineRoute({
    method: 'delete',
    path: '/monitors/{monitorId}',
    operationId: 'removeMonitor',
    tag: 'monitors',
    summary: 'Deletes a monitor with its history',
    role: 'editor',
    result: okResult,
    errors: ['monitor_not_found'],
    handle: async (ctx, { params }) => {
      await removeMonitor(ctx, { monitorId: params.monitorId });
      return DONE;
    },
  }),
  defineRoute({
    method: 'post',
    path: '/monitors/{monitorId}/check',
    operationId: 'checkMonitorNow',
    tag: 'monitors',
    summary: 'Checks at once and answers with the record; waits its turn while a check runs',
    role: 'editor',
    result: monitorCheck,
    errors: ['monitor_not_found', 'conflict'],
    handle: (ctx, { params }) => checkNow(ctx, { monitorId: params.monitorId }),
  }),
  defineRoute({
    method: 'get',
    path: '/monitors/{monitorId}/checks',
    operationId: 'listMonitorChecks',
    tag: 'monitors',
    summary: 'Checks of a range (24h, 7d or 30d), newest first, with their sums',
    role: 'viewer',
    query: z.strictObject({ ...pageQuery, range: rangeQuery, status: oneOfQuery(CHECK_STATUSES) }),
    result: checkPage,
    errors: ['monitor_not_found'],
    handle: (ctx, { params, query }) => listChecks(ctx, { monitorId: params.monitorId, ...query }),
  }),
  defineRoute({
    method: 'get',
    path: '/monitors/{monitorId}/series',
    operationId: 'getMonitorSeries',
    tag: 'monitors',
    summary: 'Checks of a range summed up for a chart, at most 300 points, with its outages',
    role: 'viewer',
    query: z.strictObject({ range: rangeQuery }),
    result: checkSeriesResult,
    errors: ['monitor_not_found'],
    handle: (ctx, { params, query }) => checkSeries(ctx, { monitorId: params.monitorId, ...query }),
  }),
  defineRoute({
    method: 'get',
    path: '/mcp-servers/{serverId}/monitor-suggestions',
    operationId: 'suggestMonitors',
    tag: 'monitors',
    summary: "The server's tools with arguments to begin with",
    role: 'viewer',
    result: z.strictObject({ rows: z.array(suggestion) }),
    errors: ['mcp_server_not_found'],
    handle: async (ctx, { params }) => ({ rows: await suggestMonitors(ctx, { serverId: params.serverId }) }),
  }),
];

/** One for one, a list for a list. */
function answerOf(body: unknown, made: readonly Monitor[]): Monitor | { readonly monitors: readonly Monitor[] } {
  const [only] = made;
  const isList = typeof body === 'object' && body !== null && Object.hasOwn(body, 'monitors');
  return isList || !only ? { monitors: made } : only;
}
