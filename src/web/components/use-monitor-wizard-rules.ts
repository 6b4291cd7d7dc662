// The alert rules that the wizard makes with its monitors: what is there already, what is typed, and what is sent of it.
import { useQuery } from '@tanstack/react-query';
import type { UseQueryResult } from '@tanstack/react-query';
import { createRule, destinationsQuery, rulesQuery } from '../api/alerts.ts';
import type { Destination, Rule, RuleInput, RuleTarget } from '../api/alerts.ts';
import type { Monitor } from '../api/monitors.ts';
import { sessionQuery } from '../api/session.ts';
import type { Errors } from './form-errors.ts';
import type { RuleScope, ServerDraft } from './monitor-wizard-draft.ts';
import { newRule, readRule } from './rule-draft.ts';
import type { ReadRule, RuleDraft } from './rule-draft.ts';

export interface MonitorWizardRules {
  /** The rules on the server, and everywhere a rule can tell it. Both have to be there before anything is asked. */
  readonly known: Loaded;
  readonly destinations: Loaded;
  /** Those that watch: they cover the new monitors too. */
  readonly covering: readonly Rule[];
  readonly pausedCount: number;
  readonly ready: readonly Destination[];
  readonly scope: RuleScope;
  readonly draft: RuleDraft;
  readonly errors: Errors;
  readonly setScope: (scope: RuleScope) => void;
  readonly set: (change: Partial<RuleDraft>) => void;
  /** Why the monitors cannot be created yet. */
  readonly obstacle: string | undefined;
  readonly bodiesOf: (monitors: readonly Monitor[]) => readonly RuleInput[];
}

type Loaded = Pick<UseQueryResult, 'data' | 'error' | 'isPending' | 'refetch'>;

interface RulesInput {
  readonly org: string;
  readonly serverId: string;
  readonly serverName: string;
  readonly shared: ServerDraft;
  readonly setShared: (change: Partial<ServerDraft>) => void;
}

const MOST_RULES = '100';
const MAX_NAME = 80;

export function useMonitorWizardRules({ org, serverId, serverName, shared, setShared }: RulesInput): MonitorWizardRules {
  const { placeholderData: _ofAnotherServer, ...ofServer } = rulesQuery(org, { targetId: serverId, sort: 'name', pageSize: MOST_RULES });
  const known = useQuery({ ...ofServer, enabled: serverId !== '', refetchInterval: false });
  const destinations = useQuery(destinationsQuery(org));
  const email = useQuery(sessionQuery).data?.user.email ?? '';
  const rows = known.data?.rows ?? NONE;
  const ready = (destinations.data?.rows ?? NONE).filter(({ status }) => status === 'ready');
  // What could not be loaded is said, and holds the monitors up no longer.
  const scope = known.data === undefined || ready.length === 0 ? 'none' : (shared.ruleScope ?? scopeAtFirst(rows));
  const server: RuleTarget = { type: 'server', id: serverId, name: serverName };
  const readOf = (target: RuleTarget) => readDraft({ ...newRule(target, ready, email), ...shared.rule }, target, ready);
  const { draft, read } = readOf(server);
  return {
    known,
    destinations,
    covering: rows.filter(({ state }) => state === 'enabled'),
    pausedCount: rows.filter(({ state }) => state === 'paused').length,
    ready,
    scope,
    draft,
    errors: errorsOf(read),
    setScope: (ruleScope) => setShared({ ruleScope }),
    set: (change) => setShared({ rule: { ...shared.rule, ...change } }),
    obstacle: obstacleOf(known.isPending || destinations.isPending, scope === 'none' || read.ok),
    bodiesOf: (monitors) =>
      targetsOf(scope, server, monitors).flatMap((target) => {
        const body = readOf(target).read;
        return body.ok ? [body.value] : [];
      }),
  };
}

const NONE: readonly never[] = [];

/** A rule on the server watches the new monitors too; one that is paused was paused by somebody. */
const scopeAtFirst = (existing: readonly Rule[]): RuleScope => (existing.length > 0 ? 'none' : 'server');

function targetsOf(scope: RuleScope, server: RuleTarget, monitors: readonly Monitor[]): readonly RuleTarget[] {
  if (scope === 'none') return [];
  return scope === 'server' ? [server] : monitors.map(({ id, name }) => ({ type: 'monitor', id, name }));
}

/** What was chosen may not be ready any more. */
function readDraft(
  typed: RuleDraft,
  target: RuleTarget,
  ready: readonly Destination[],
): { readonly draft: RuleDraft; readonly read: ReadRule } {
  const chosen = ready.find(({ id }) => id === typed.destinationId);
  const draft = { ...typed, target, name: shortName(target.name), destinationId: chosen?.id ?? '' };
  return { draft, read: readRule(draft, chosen?.kind) };
}

const errorsOf = (read: ReadRule): Errors => (read.ok ? {} : read.errors);

function obstacleOf(isLoading: boolean, isFinished: boolean): string | undefined {
  if (isLoading) return 'The alert rules of this server are still being loaded.';
  return isFinished ? undefined : 'Who is told, and after how many failures, is not finished.';
}

/** Cut between characters: the API refuses half of one. */
const shortName = (name: string): string => [...name].slice(0, MAX_NAME).join('').trim();

export interface CreatedRules {
  readonly made: readonly Rule[];
  /** How many were asked for and are not there. */
  readonly missing: number;
  /** Why; undefined when none is missing. */
  readonly refusal: unknown;
}

/** The monitors are there already, so a refusal is told, not thrown. It ends the row: what refuses one rule refuses the next. */
export async function createRules(org: string, bodies: readonly RuleInput[]): Promise<CreatedRules> {
  const made: Rule[] = [];
  try {
    for (const body of bodies) made.push(await createRule(org, body));
    return { made, missing: 0, refusal: undefined };
  } catch (refusal) {
    return { made, missing: bodies.length - made.length, refusal };
  }
}
