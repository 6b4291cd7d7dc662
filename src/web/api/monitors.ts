// Monitors: their fields, checks and history, and what the wizard asks.
import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { read, rest } from './client.ts';
import type { Schemas } from './client.ts';
import { asQuery } from './query-text.ts';
import type { operations } from './schema.ts';

export type Monitor = Schemas['Monitor'];
export type MonitorCheck = Schemas['MonitorCheck'];
export type CheckStatus = MonitorCheck['status'];
export type CheckReason = NonNullable<MonitorCheck['reason']>;
export type MonitorState = Monitor['state'];
export type IntervalSeconds = Monitor['intervalSeconds'];
export type ProtocolEra = Monitor['protocolEra'];
export type Assertion = Monitor['assertions'][number];
export type NewMonitor = Schemas['MonitorInput'];
export type MonitorChange = Schemas['MonitorPatch'];
export type CheckPage = Schemas['MonitorCheckPage'];
export type CheckSeries = Schemas['MonitorSeries'];
export type SeriesPoint = CheckSeries['points'][number];
export type Outage = CheckSeries['outages'][number];
/** Of one that is not saved: nothing is stored. */
export type MonitorTest = Schemas['TestedCheck'];
export type Suggestion = Schemas['MonitorSuggestion'];

export const CHECK_STATUSES = ['pass', 'fail', 'error', 'unknown'] as const satisfies readonly CheckStatus[];

type ListQuery = NonNullable<operations['listMonitors']['parameters']['query']>;
type CheckQuery = NonNullable<operations['listMonitorChecks']['parameters']['query']>;
/** Filters as they stand in an address: what is empty or undefined is left out. */
export type MonitorFilter = { readonly [K in keyof ListQuery]?: string | undefined };
export type CheckFilter = { readonly [K in keyof CheckQuery]?: string | undefined };

/** Asked again so often while the page is looked at. */
const LIVE_MS = 5_000;
const SERIES_MS = 15_000;

const at = (monitorId: string) => ({ path: { monitorId } });

/** A value the API does not know is refused there, by name. */
export const monitorsQuery = (org: string, filter: MonitorFilter = {}) =>
  queryOptions({
    queryKey: ['org', org, 'monitors', filter],
    queryFn: ({ signal }) => read(rest(org).GET('/monitors', { signal, params: { query: asQuery<ListQuery>(filter) } })),
    placeholderData: keepPreviousData,
    refetchInterval: LIVE_MS,
  });

export const monitorQuery = (org: string, monitorId: string) =>
  queryOptions({
    queryKey: ['org', org, 'monitor', monitorId],
    queryFn: ({ signal }) => read(rest(org).GET('/monitors/{monitorId}', { signal, params: at(monitorId) })),
    refetchInterval: LIVE_MS,
  });

export const checksQuery = (org: string, monitorId: string, filter: CheckFilter) =>
  queryOptions({
    queryKey: ['org', org, 'monitor', monitorId, 'checks', filter],
    queryFn: ({ signal }) =>
      read(rest(org).GET('/monitors/{monitorId}/checks', { signal, params: { ...at(monitorId), query: asQuery<CheckQuery>(filter) } })),
    placeholderData: keepPreviousData,
    refetchInterval: LIVE_MS,
  });

export const seriesQuery = (org: string, monitorId: string, range: string | undefined) =>
  queryOptions({
    queryKey: ['org', org, 'monitor', monitorId, 'series', range],
    queryFn: ({ signal }) =>
      read(
        rest(org).GET('/monitors/{monitorId}/series', {
          signal,
          params: { ...at(monitorId), query: asQuery<Pick<CheckQuery, 'range'>>({ range }) },
        }),
      ),
    placeholderData: keepPreviousData,
    refetchInterval: SERIES_MS,
  });

export const suggestionsQuery = (org: string, serverId: string) =>
  queryOptions({
    queryKey: ['org', org, 'server', serverId, 'monitor-suggestions'],
    queryFn: ({ signal }) => read(rest(org).GET('/mcp-servers/{serverId}/monitor-suggestions', { signal, params: { path: { serverId } } })),
    enabled: serverId !== '',
    // What is being typed upon must not move underneath.
    staleTime: 60_000,
    refetchOnWindowFocus: false,
  });

export const createMonitors = (org: string, monitors: readonly NewMonitor[]): Promise<readonly Monitor[]> =>
  read(rest(org).POST('/monitors', { body: { monitors: [...monitors] } })).then((made) => ('monitors' in made ? made.monitors : [made]));
export const testMonitor = (org: string, body: NewMonitor, signal: AbortSignal): Promise<MonitorTest> =>
  read(rest(org).POST('/monitors/test', { body, signal }));
export const updateMonitor = (org: string, monitorId: string, body: MonitorChange): Promise<Monitor> =>
  read(rest(org).PATCH('/monitors/{monitorId}', { params: at(monitorId), body }));
export const removeMonitor = (org: string, monitorId: string): Promise<unknown> =>
  read(rest(org).DELETE('/monitors/{monitorId}', { params: at(monitorId) }));
export const checkNow = (org: string, monitorId: string): Promise<MonitorCheck> =>
  read(rest(org).POST('/monitors/{monitorId}/check', { params: at(monitorId) }));
