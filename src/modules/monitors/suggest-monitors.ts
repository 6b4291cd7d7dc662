// The tools of a server as the wizard offers them, each with arguments to begin with (spec 03 §3).
import { z } from 'zod';
import { parseInput } from '#kernel/parse-input';
import { requireRole } from '#kernel/role';
import { getServer, latestCatalog } from '#modules/servers';
import type { Ctx } from '#platform/ctx';
import { valueProblem } from '#platform/match/expression-fields';
import type { CatalogTool } from '#platform/mcp/mcp';
import { secretError } from '#platform/secrets/refuse-secrets';
import { findSecret } from '#platform/secrets/secret-shapes';
import { startBudget } from './check-budget.ts';
import type { CheckBudget } from './check-budget.ts';
import { prefillArguments } from './prefill-arguments.ts';
import { monitoredTools } from './store.ts';
import { argumentsProblem, hasOutputSchema, isDestructive } from './tool-rules.ts';

export interface MonitorSuggestion {
  readonly toolName: string;
  readonly title: string | null;
  readonly description: string | null;
  readonly readOnly: boolean;
  readonly destructive: boolean;
  readonly hasOutputSchema: boolean;
  readonly isMonitored: boolean;
  /** As the input schema proposes them. */
  readonly arguments: Readonly<Record<string, unknown>>;
  /** A sentence about what still has to be filled in or changed; null when they can be sent. */
  readonly argumentsProblem: string | null;
}

const input = z.strictObject({ serverId: z.string('must be text').max(200, 'is not an id') });

const MAX_TOOLS = 1_000;
const MAX_TEXT = 2_000;
const MAX_NAMED = 10;
/** Tools of the latest catalog in its order, at most 1 000; none of a server that was never synced. */
export async function suggestMonitors(ctx: Ctx, raw: unknown): Promise<readonly MonitorSuggestion[]> {
  requireRole(ctx, 'viewer');
  const { serverId } = parseInput(input, raw);
  await getServer(ctx, { serverId });
  const { db, clock } = ctx.deps;
  const [latest, monitored] = await Promise.all([latestCatalog(db, ctx.org.id, serverId), monitoredTools(db, ctx.org.id, serverId)]);
  const budget = startBudget(clock);
  return (latest?.catalog.tools ?? []).slice(0, MAX_TOOLS).map((tool) => ({
    toolName: tool.name,
    title: textOf(tool.title ?? tool.annotations?.title),
    description: textOf(tool.description),
    readOnly: tool.annotations?.readOnlyHint === true,
    destructive: isDestructive(tool),
    hasOutputSchema: hasOutputSchema(tool),
    isMonitored: monitored.has(tool.name),
    ...proposalFor(tool, budget),
  }));
}

/** Past the budget arguments are proposed unchecked: wrong ones are refused on saving. */
function proposalFor(tool: CatalogTool, budget: CheckBudget): Pick<MonitorSuggestion, 'arguments' | 'argumentsProblem'> {
  const { arguments: args, missing } = prefillArguments(tool.inputSchema);
  const unusable = valueProblem(args);
  if (unusable !== undefined) return { arguments: {}, argumentsProblem: `The proposal of the tool's input schema ${unusable}.` };
  if (missing.length > 0)
    return { arguments: args, argumentsProblem: `Fill in ${listOf(missing)}: the tool's input schema names no value.` };
  const secret = findSecret(args);
  if (secret) return { arguments: {}, argumentsProblem: `${secret.field} of the proposal ${secretError(secret).message}.` };
  const wrong = budget.isSpent() ? undefined : argumentsProblem(tool, args);
  return { arguments: args, argumentsProblem: wrong === undefined ? null : `The proposed arguments ${wrong}.` };
}

const listOf = (paths: readonly string[]): string =>
  paths.length > MAX_NAMED ? `${paths.slice(0, MAX_NAMED).join(', ')} and ${paths.length - MAX_NAMED} more` : paths.join(', ');

/** A server's words: shortened, and text whatever it sent. */
const textOf = (value: unknown): string | null =>
  typeof value === 'string' && value !== '' ? value.slice(0, MAX_TEXT).toWellFormed() : null;
