// The state of the wizard: what was typed for each server, how far one has come, and the creation of all of it at once.
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { UseQueryResult } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { ApiError, messageOf } from '../api/error.ts';
import { createMonitors, suggestionsQuery } from '../api/monitors.ts';
import type { Monitor, NewMonitor } from '../api/monitors.ts';
import { catalogQuery } from '../api/servers.ts';
import { EMPTY_SERVER, errorsByTool, MAX_MONITORS, newMonitorOf, STEPS, timeoutProblem, wizardTools } from './monitor-wizard-draft.ts';
import type { ServerDraft, Step, ToolDraft, WizardTool } from './monitor-wizard-draft.ts';
import { useMonitorTests } from './use-monitor-tests.ts';
import type { MonitorTests } from './use-monitor-tests.ts';
import { createRules, useMonitorWizardRules } from './use-monitor-wizard-rules.ts';
import type { CreatedRules, MonitorWizardRules } from './use-monitor-wizard-rules.ts';
import { usePage } from './use-page.ts';
import { useRefreshAlerts } from './use-rule-actions.ts';

export interface MonitorWizard {
  readonly org: string;
  readonly serverId: string;
  readonly serverName: string;
  readonly shared: ServerDraft;
  readonly tools: readonly WizardTool[];
  readonly ticked: readonly WizardTool[];
  /** Both have to be there before the steps after the first. */
  readonly suggestions: Loaded;
  readonly catalog: Loaded;
  readonly setShared: (change: Partial<ServerDraft>) => void;
  readonly setTool: (tool: WizardTool, change: Partial<ToolDraft>) => void;
  readonly tick: (tool: WizardTool, isTicked: boolean) => void;
  readonly tests: MonitorTests;
  readonly bodyOf: (tool: WizardTool) => NewMonitor | undefined;
  /** What the server said of a tool, by field. */
  readonly errorsOf: (toolName: string) => Readonly<Record<string, string>>;
  /** What the server said of the whole. */
  readonly failure: string | undefined;
  readonly isDirty: boolean;
  readonly isCreating: boolean;
  readonly create: () => void;
  readonly rules: MonitorWizardRules;
  readonly created: Created | undefined;
  /** Why a step cannot be left yet. */
  readonly obstacle: (step: Step) => string | undefined;
}

export interface Created {
  readonly monitors: readonly Monitor[];
  readonly rules: CreatedRules;
}

type Loaded = Pick<UseQueryResult, 'data' | 'error' | 'isPending' | 'refetch'>;

const NO_ERRORS = {};

export function useMonitorWizard(serverId: string, serverName: string): MonitorWizard {
  const { org } = usePage();
  const [drafts, setDrafts] = useState<Readonly<Record<string, ServerDraft>>>({});
  const [said, setSaid] = useState<Said>(new Map());
  const suggestions = useQuery(suggestionsQuery(org, serverId));
  const catalog = useQuery(catalogQuery(org, serverId));
  const tests = useMonitorTests(org);
  const shared = drafts[serverId] ?? EMPTY_SERVER;
  const rows = suggestions.data?.rows;
  const known = catalog.data?.tools;
  const tools = useMemo(() => wizardTools(rows ?? [], known ?? [], shared), [rows, known, shared]);
  const ticked = tools.filter(({ isTicked }) => isTicked);
  const bodyOf = (tool: WizardTool): NewMonitor | undefined => newMonitorOf(serverId, shared, tool);

  const setShared = (change: Partial<ServerDraft>): void =>
    setDrafts((before) => ({ ...before, [serverId]: { ...(before[serverId] ?? EMPTY_SERVER), ...change } }));

  const rules = useMonitorWizardRules({ org, serverId, serverName, shared, setShared });
  const creation = useCreation(org, setSaid);

  return {
    org,
    serverId,
    serverName,
    shared,
    tools,
    ticked,
    suggestions,
    catalog,
    setShared,
    setTool: (tool, change) => {
      setShared({ tools: { ...shared.tools, [tool.toolName]: { ...tool.draft, ...change } } });
      setSaid((before) => new Map([...before].filter(([name]) => name !== tool.toolName)));
    },
    tick: (tool, isTicked) => setShared({ ticks: { ...shared.ticks, [tool.toolName]: isTicked } }),
    tests,
    bodyOf,
    errorsOf: (toolName) => said.get(toolName) ?? NO_ERRORS,
    failure: creation.error === null || said.size > 0 ? undefined : messageOf(creation.error),
    isDirty: Object.keys(drafts).length > 0 && !creation.isSuccess,
    isCreating: creation.isPending,
    create: () => creation.mutate({ bodies: ticked.flatMap((tool) => bodyOf(tool) ?? []), rulesOf: rules.bodiesOf }),
    rules,
    created: creation.data,
    obstacle: (step) =>
      obstacleAt(step, {
        serverId,
        ticked,
        shared,
        unread: ticked.filter((tool) => bodyOf(tool) === undefined).length,
        ofRules: rules.obstacle,
      }),
  };
}

/** Of a tool, by field. */
type Said = ReadonlyMap<string, Readonly<Record<string, string>>>;

interface Creation {
  readonly bodies: readonly NewMonitor[];
  readonly rulesOf: MonitorWizardRules['bodiesOf'];
}

/** All monitors or none; then their rules, which undo nothing when they are refused. */
function useCreation(org: string, setSaid: (said: Said) => void) {
  const queries = useQueryClient();
  const refreshAlerts = useRefreshAlerts(org);
  return useMutation({
    mutationFn: async ({ bodies, rulesOf }: Creation): Promise<Created> => {
      const monitors = await createMonitors(org, bodies);
      return { monitors, rules: await createRules(org, rulesOf(monitors)) };
    },
    onError: (error, { bodies }) => {
      const toolNames = bodies.map(({ toolName }) => toolName);
      setSaid(error instanceof ApiError ? errorsByTool(error.fieldErrors, toolNames) : new Map());
    },
    onSuccess: () => {
      void refreshAlerts();
      return queries.invalidateQueries({ queryKey: ['org', org, 'monitors'] });
    },
  });
}

interface Progress {
  readonly serverId: string;
  readonly ticked: readonly WizardTool[];
  readonly shared: ServerDraft;
  readonly unread: number;
  readonly ofRules: string | undefined;
}

function obstacleAt(step: Step, { serverId, ticked, shared, unread, ofRules }: Progress): string | undefined {
  if (step === 'server') return serverId === '' ? 'Choose a server first.' : undefined;
  if (step === 'tools') {
    if (ticked.length === 0) return 'Tick at least one tool.';
    return ticked.length > MAX_MONITORS
      ? `At most ${MAX_MONITORS} monitors are made at once: untick ${ticked.length - MAX_MONITORS}.`
      : undefined;
  }
  const wrong = ticked.filter(({ read }) => !read.ok).map(({ toolName }) => toolName);
  if (step === 'arguments') return wrong.length === 0 ? undefined : `Some arguments are missing or wrong: ${wrong.join(', ')}.`;
  if (step !== 'create') return undefined;
  if (timeoutProblem(shared.timeoutSeconds) !== undefined) return 'The time-out is not right.';
  return unread > 0 ? 'An assertion is not finished.' : ofRules;
}

/** The step of an address, or the first one before it that still has something to do. */
export function reachedStep(asked: string | undefined, obstacle: MonitorWizard['obstacle']): Step {
  const at = STEPS.findIndex((step) => step === asked);
  const open = STEPS.findIndex((step) => obstacle(step) !== undefined);
  const reached = open < 0 ? at : Math.min(at, open);
  return STEPS[Math.max(0, reached)] ?? 'server';
}
