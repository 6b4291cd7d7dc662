// Alerts: where messages go, the rules that send them, incidents, and every delivery.
import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { allPages } from './all-pages.ts';
import { app, read, rest } from './client.ts';
import type { Schemas } from './client.ts';
import { asQuery, queryText } from './query-text.ts';
import type { operations } from './schema.ts';

export type Destination = Schemas['AlertDestination'];
export type CreatedDestination = Schemas['CreatedAlertDestination'];
export type DestinationKind = Destination['kind'];
export type DestinationStatus = Destination['status'];
/** E-mail is built in, and a Slack workspace is connected: only these two are typed in. */
export type TypedKind = Extract<DestinationKind, 'slack_webhook' | 'webhook'>;
export type Rule = Schemas['AlertRule'];
export type RuleTargetType = Rule['targetType'];
export type RuleInput = Schemas['NewAlertRule'];
export type RuleChange = Schemas['AlertRulePatch'];
export type Incident = Schemas['Incident'];
export type IncidentState = Incident['state'];
export type Delivery = Schemas['AlertDelivery'];
export type DeliveryState = Delivery['state'];
export type MessageType = Delivery['type'];

/** An object a rule can watch. */
export interface RuleTarget {
  readonly type: RuleTargetType;
  readonly id: string;
  readonly name: string;
}

export interface SlackChannel {
  readonly id: string;
  readonly name: string;
}

/** Where a message is to arrive, for the kinds that need it said. */
export interface TestAddress {
  readonly channel?: string;
  readonly recipientEmail?: string;
}

type Asked<Name extends keyof operations> = operations[Name] extends { parameters: { query?: infer Q } } ? NonNullable<Q> : never;
/** Filters as they stand in an address: what is empty or undefined is left out, what the API does not know is refused there. */
type Filter<Name extends keyof operations> = { readonly [K in keyof Asked<Name>]?: string | undefined };

export type RuleFilter = Filter<'listAlertRules'>;
export type IncidentFilter = Filter<'listIncidents'>;
export type DeliveryFilter = Filter<'listAlertDeliveries'>;

const LIVE_MS = 10_000;
const COUNT_MS = 30_000;

const at = (destinationId: string) => ({ path: { destinationId } });
const ofRule = (ruleId: string) => ({ path: { ruleId } });

export const destinationsQuery = (org: string) =>
  queryOptions({
    queryKey: ['org', org, 'alert-destinations'],
    queryFn: ({ signal }) => allPages((query) => read(rest(org).GET('/alert-destinations', { signal, params: { query } }))),
    staleTime: 30_000,
  });

export const rulesQuery = (org: string, filter: RuleFilter = {}) =>
  queryOptions({
    queryKey: ['org', org, 'alert-rules', filter],
    queryFn: ({ signal }) => read(rest(org).GET('/alert-rules', { signal, params: { query: asQuery<Asked<'listAlertRules'>>(filter) } })),
    placeholderData: keepPreviousData,
    refetchInterval: LIVE_MS,
  });

export const incidentsQuery = (org: string, filter: IncidentFilter = {}) =>
  queryOptions({
    queryKey: ['org', org, 'incidents', filter],
    queryFn: ({ signal }) => read(rest(org).GET('/incidents', { signal, params: { query: asQuery<Asked<'listIncidents'>>(filter) } })),
    placeholderData: keepPreviousData,
    refetchInterval: LIVE_MS,
  });

/** For the sidebar, on every page. */
export const openIncidentsQuery = (org: string) =>
  queryOptions({ ...incidentsQuery(org, { state: 'open', pageSize: '1' }), refetchInterval: COUNT_MS, staleTime: COUNT_MS / 2 });

export const deliveriesQuery = (org: string, filter: DeliveryFilter = {}) =>
  queryOptions({
    queryKey: ['org', org, 'alert-deliveries', filter],
    queryFn: ({ signal }) =>
      read(rest(org).GET('/alert-deliveries', { signal, params: { query: asQuery<Asked<'listAlertDeliveries'>>(filter) } })),
    placeholderData: keepPreviousData,
    refetchInterval: LIVE_MS,
  });

/** At most 100 channels; `hasMore` asks for a narrower search. */
export const slackChannelsQuery = (org: string, destinationId: string, search: string) =>
  queryOptions({
    queryKey: ['org', org, 'slack-channels', destinationId, search],
    queryFn: ({ signal }) =>
      app<{ readonly rows: readonly SlackChannel[]; readonly hasMore: boolean }>(
        `/o/${org}/slack/${destinationId}/channels${queryText({ search })}`,
        { signal },
      ),
    placeholderData: keepPreviousData,
    staleTime: 60_000,
    enabled: destinationId !== '',
  });

export const createDestination = (
  org: string,
  body: { readonly kind: TypedKind; readonly name: string; readonly url: string },
): Promise<CreatedDestination> => read(rest(org).POST('/alert-destinations', { body }));
export const updateDestination = (org: string, destinationId: string, body: { name?: string; url?: string }): Promise<Destination> =>
  read(rest(org).PATCH('/alert-destinations/{destinationId}', { params: at(destinationId), body }));
export const removeDestination = (org: string, destinationId: string): Promise<unknown> =>
  read(rest(org).DELETE('/alert-destinations/{destinationId}', { params: at(destinationId) }));
export const testDestination = (org: string, destinationId: string, body: TestAddress): Promise<Delivery> =>
  read(rest(org).POST('/alert-destinations/{destinationId}/test', { params: at(destinationId), body }));
export const rotateSecret = (org: string, destinationId: string): Promise<{ readonly secret: string }> =>
  read(rest(org).POST('/alert-destinations/{destinationId}/rotate-secret', { params: at(destinationId) }));
/** With a destination: renews that workspace. */
export const connectSlack = (org: string, destinationId?: string): Promise<{ readonly authorizationUrl: string }> =>
  app(`/o/${org}/slack/connect`, { method: 'POST', body: destinationId === undefined ? {} : { destinationId } });

export const createRule = (org: string, body: RuleInput): Promise<Rule> => read(rest(org).POST('/alert-rules', { body }));
export const updateRule = (org: string, ruleId: string, body: RuleChange): Promise<Rule> =>
  read(rest(org).PATCH('/alert-rules/{ruleId}', { params: ofRule(ruleId), body }));
export const removeRule = (org: string, ruleId: string): Promise<unknown> =>
  read(rest(org).DELETE('/alert-rules/{ruleId}', { params: ofRule(ruleId) }));
export const retryDelivery = (org: string, deliveryId: string): Promise<Delivery> =>
  read(rest(org).POST('/alert-deliveries/{deliveryId}/retry', { params: { path: { deliveryId } } }));
