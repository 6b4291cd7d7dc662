// Looks at unsaved monitors and turns each into a complete specification, or finds all wrong fields at once.
import { collectFields } from '#kernel/collect-fields';
import type { Collected } from '#kernel/collect-fields';
import type { FieldError } from '#kernel/errors';
import { fieldPath } from '#kernel/parse-input';
import type { Ctx } from '#platform/ctx';
import type { CatalogTool } from '#platform/mcp/mcp';
import { refuseSecrets } from '#platform/secrets/refuse-secrets';
import { startBudget } from './check-budget.ts';
import type { CheckBudget } from './check-budget.ts';
import { READ_ONLY, refuseErrors } from './monitor-fields.ts';
import { MAX_NAME, monitorInput } from './monitor-input.ts';
import { MONITOR_DEFAULTS } from './monitor-defaults.ts';
import type { MonitorInput } from './monitor-input.ts';
import type { MonitorSpec } from './monitor.ts';
import { loadServers } from './server-facts.ts';
import type { ServerFacts } from './server-facts.ts';
import { claimsOf, hasOutputSchema, toolProblems } from './tool-rules.ts';

/** `path`: where the body stands in what the caller sent; its errors name their fields from there. */
export interface MonitorBody {
  readonly raw: unknown;
  readonly path: readonly PropertyKey[];
}

/** One unsaved monitor, whole. Throws `validation_failed` or `secret_in_arguments`. */
export async function draftMonitor(ctx: Ctx, raw: unknown): Promise<MonitorSpec> {
  refuseSecrets(raw);
  const [spec] = await draftMonitors(ctx, [{ raw, path: [] }]);
  if (!spec) throw new Error('one body makes one monitor');
  return spec;
}

/** Throws `validation_failed` with every wrong field of every body. */
export async function draftMonitors(ctx: Ctx, bodies: readonly MonitorBody[]): Promise<readonly MonitorSpec[]> {
  const read = bodies.map(({ raw, path }) => ({ path, fields: collectFields(monitorInput, raw, { readOnly: READ_ONLY, path }) }));
  const servers = await loadServers(
    ctx,
    read.flatMap(({ fields }) => fields.values.mcpServerId ?? []),
  );
  const budget = startBudget(ctx.deps.clock);
  const drafts = read.map(({ path, fields }) => {
    const server = servers.get(fields.values.mcpServerId ?? '');
    const tool = server?.tools?.find(({ name }) => name === fields.values.toolName);
    const problems = referenceProblems(fields, { server, tool, budget }).map(({ field, message }) => ({
      field: fieldPath([...path, field]),
      message,
    }));
    return { errors: [...fields.errors, ...problems], fields: fields.whole, server, tool };
  });
  refuseErrors(drafts.flatMap(({ errors }) => errors));
  return drafts.flatMap(({ fields, server, tool }) => (fields ? specOf(fields, server?.name ?? '', tool) : []));
}

/** Of the fields that are right in themselves. */
function referenceProblems(
  fields: Collected<typeof monitorInput>,
  { server, tool, budget }: { server: ServerFacts | undefined; tool: CatalogTool | undefined; budget: CheckBudget },
): FieldError[] {
  const { mcpServerId, authProfileId, toolName } = fields.values;
  if (mcpServerId === undefined) return [];
  if (!server?.isActive) {
    return [{ field: 'mcpServerId', message: server ? 'is an archived MCP server' : 'is not an MCP server of this organization' }];
  }
  const toolErrors = tool ? toolProblems(tool, claimsOf(fields, { arguments: {}, allowDestructive: false }), budget) : [];
  return [...profileProblems(authProfileId, server), ...(toolName === undefined || tool ? [] : [missingTool(server)]), ...toolErrors];
}

const missingTool = ({ tools }: ServerFacts): FieldError => ({
  field: 'toolName',
  message: tools ? "is not in the server's catalog" : 'is not known yet: the catalog of the server was never synced',
});

export function profileProblems(
  profileId: string | null | undefined,
  { authProfileIds }: Pick<ServerFacts, 'authProfileIds'>,
): FieldError[] {
  if (profileId === undefined || profileId === null || authProfileIds.includes(profileId)) return [];
  return [{ field: 'authProfileId', message: "is not an auth profile of the monitor's server" }];
}

const specOf = (fields: MonitorInput, serverName: string, tool: CatalogTool | undefined): MonitorSpec => ({
  name: fields.name ?? nameOf(fields.toolName, serverName),
  mcpServerId: fields.mcpServerId,
  authProfileId: fields.authProfileId ?? null,
  toolName: fields.toolName,
  arguments: fields.arguments ?? MONITOR_DEFAULTS.arguments,
  intervalSeconds: fields.intervalSeconds ?? MONITOR_DEFAULTS.intervalSeconds,
  timeoutSeconds: fields.timeoutSeconds ?? MONITOR_DEFAULTS.timeoutSeconds,
  assertions: fields.assertions ?? MONITOR_DEFAULTS.assertions,
  validateOutputSchema: fields.validateOutputSchema ?? hasOutputSchema(tool),
  allowDestructive: fields.allowDestructive ?? MONITOR_DEFAULTS.allowDestructive,
  protocolEra: fields.protocolEra ?? MONITOR_DEFAULTS.protocolEra,
  state: fields.state ?? MONITOR_DEFAULTS.state,
});

const nameOf = (toolName: string, serverName: string): string =>
  Array.from(`${toolName} on ${serverName}`).slice(0, MAX_NAME).join('').trim();
