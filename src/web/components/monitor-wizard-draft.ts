// What is typed into the wizard, server by server, and the monitors it becomes. Only what differs from the start is kept.
import type { IntervalSeconds, NewMonitor, ProtocolEra, Suggestion } from '../api/monitors.ts';
import type { Tool } from '../api/servers.ts';
import { argumentDraft, argumentFields, readArguments } from './monitor-arguments.ts';
import type { ArgumentDraft, ArgumentField, ReadArguments } from './monitor-arguments.ts';
import { readAssertions } from './monitor-assertion-draft.ts';
import type { AssertionDraft } from './monitor-assertion-draft.ts';
import type { RuleDraft } from './rule-draft.ts';

export const STEPS = ['server', 'tools', 'arguments', 'test', 'create'] as const;
export type Step = (typeof STEPS)[number];

export const STEP_TITLES: Readonly<Record<Step, string>> = {
  server: 'Server',
  tools: 'Tools',
  arguments: 'Arguments',
  test: 'Test calls',
  create: 'Interval and alerts',
};

/** Made by one request. */
export const MAX_MONITORS = 50;

export interface ToolDraft {
  readonly arguments: ArgumentDraft;
  /** Empty: `<tool> on <server>`. */
  readonly name: string;
  /** Null: as all of them. */
  readonly intervalSeconds: IntervalSeconds | null;
  readonly assertions: readonly AssertionDraft[];
}

/** Who is told when one of them fails: a rule for the whole server, one for each monitor, or no new one. */
export type RuleScope = 'server' | 'monitor' | 'none';

export interface ServerDraft {
  /** Empty: the server's default. */
  readonly authProfileId: string;
  readonly ticks: Readonly<Record<string, boolean>>;
  readonly tools: Readonly<Record<string, ToolDraft>>;
  readonly intervalSeconds: IntervalSeconds;
  readonly timeoutSeconds: string;
  readonly protocolEra: ProtocolEra;
  /** Undefined: as the rules that are there already suggest. */
  readonly ruleScope: RuleScope | undefined;
  readonly rule: Partial<RuleDraft>;
}

export const EMPTY_SERVER: ServerDraft = {
  authProfileId: '',
  ticks: {},
  tools: {},
  intervalSeconds: 300,
  timeoutSeconds: '30',
  protocolEra: 'auto',
  ruleScope: undefined,
  rule: {},
};

/** One tool of the server with everything that was decided about it. */
export interface WizardTool extends Suggestion {
  readonly isTicked: boolean;
  /** Its arguments are still what was prefilled, and that wants a look: the suggestion says why. */
  readonly wantsLook: boolean;
  readonly fields: readonly ArgumentField[];
  readonly draft: ToolDraft;
  readonly read: ReadArguments;
}

export function wizardTools(suggestions: readonly Suggestion[], catalog: readonly Tool[], draft: ServerDraft): readonly WizardTool[] {
  const schemas = new Map(catalog.map(({ name, inputSchema }) => [name, inputSchema]));
  const ticked = tickedAtFirst(suggestions);
  return suggestions.map((suggestion) => {
    const { toolName } = suggestion;
    const fields = argumentFields(schemas.get(toolName));
    const typed = own(draft.tools, toolName);
    const known = typed ?? freshTool(fields, suggestion);
    return {
      ...suggestion,
      isTicked: own(draft.ticks, toolName) ?? ticked.has(toolName),
      wantsLook: typed === undefined && suggestion.argumentsProblem !== null,
      fields,
      draft: known,
      read: readArguments(fields, known.arguments),
    };
  });
}

/** A tool may be called `constructor`. */
const own = <T>(record: Readonly<Record<string, T>>, name: string): T | undefined =>
  Object.hasOwn(record, name) ? record[name] : undefined;

const freshTool = (fields: readonly ArgumentField[], suggestion: Suggestion): ToolDraft => ({
  // The least value of a type is no suggestion: an empty field says that there is something to type.
  arguments: argumentDraft(
    fields,
    Object.fromEntries(Object.entries(suggestion.arguments).filter(([, value]) => value !== '' && value !== null)),
  ),
  name: '',
  intervalSeconds: null,
  assertions: [],
});

/** What changes nothing and is not watched yet. A tool that says both of itself is not taken at its word. */
function tickedAtFirst(suggestions: readonly Suggestion[]): ReadonlySet<string> {
  const safe = suggestions.filter(({ readOnly, destructive, isMonitored }) => readOnly && !destructive && !isMonitored);
  return new Set(safe.slice(0, MAX_MONITORS).map(({ toolName }) => toolName));
}

const MAX_TIMEOUT_SECONDS = 60;

export function timeoutProblem(text: string): string | undefined {
  const seconds = Number(text);
  const isFine = text.trim() !== '' && Number.isInteger(seconds) && seconds >= 1 && seconds <= MAX_TIMEOUT_SECONDS;
  return isFine ? undefined : `must be a whole number from 1 to ${MAX_TIMEOUT_SECONDS}`;
}

/** Undefined while something in it cannot be read. */
export function newMonitorOf(serverId: string, shared: ServerDraft, tool: WizardTool): NewMonitor | undefined {
  const assertions = readAssertions(tool.draft.assertions);
  if (!tool.read.ok || assertions === undefined || timeoutProblem(shared.timeoutSeconds) !== undefined) return undefined;
  const name = tool.draft.name.trim();
  return {
    ...(name === '' ? {} : { name }),
    mcpServerId: serverId,
    authProfileId: shared.authProfileId === '' ? null : shared.authProfileId,
    toolName: tool.toolName,
    arguments: tool.read.value,
    intervalSeconds: tool.draft.intervalSeconds ?? shared.intervalSeconds,
    timeoutSeconds: Number(shared.timeoutSeconds),
    assertions,
    protocolEra: shared.protocolEra,
    // Ticking one asked for its name.
    ...(tool.destructive ? { allowDestructive: true } : {}),
  };
}

const LIST_PATH = /^monitors\[(\d+)\]\.?(.*)$/;

/** What the server said of `monitors[i].<field>`, by tool and field. */
export function errorsByTool(
  fieldErrors: readonly { readonly field: string; readonly message: string }[],
  toolNames: readonly string[],
): ReadonlyMap<string, Readonly<Record<string, string>>> {
  const found = new Map<string, Record<string, string>>();
  for (const { field, message } of fieldErrors) {
    const [, index = '', rest = ''] = LIST_PATH.exec(field) ?? [];
    const toolName = toolNames[Number(index)];
    if (index === '' || toolName === undefined) continue;
    found.set(toolName, { ...found.get(toolName), [rest]: message });
  }
  return found;
}

/** Of `arguments` and `arguments.<property>`: by property, the whole under an empty name. */
export function argumentErrors(errors: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const entries = Object.entries(errors).flatMap(([field, message]) => {
    const [, name] = /^arguments(?:$|\.([^.[]+))/.exec(field) ?? [undefined];
    return field.startsWith('arguments') ? [[name ?? '', message] as const] : [];
  });
  return Object.fromEntries(entries);
}
