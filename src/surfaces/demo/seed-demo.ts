// The demo organization of a first start: the Acme Store as a server, workflows with a run of each, monitors, and a rule that tells by mail.
import { systemCtx } from '#modules/access';
import type { LocalWorkspace } from '#modules/access';
import { createRule, listDestinations } from '#modules/alerts';
import { SCRIPT_MODEL_ID } from '#modules/models';
import { createMonitors } from '#modules/monitors';
import { startRuns } from '#modules/runs';
import { createServer, listServers, updateServer } from '#modules/servers';
import type { McpServer } from '#modules/servers';
import { createWorkflow, listWorkflows } from '#modules/workflows';
import type { Ctx, Deps } from '#platform/ctx';
import { DEMO_MONITORS, DEMO_RULE } from './demo-monitors.ts';
import { DEMO_WORKFLOWS } from './demo-workflows.ts';

export const DEMO_STORE_PATH = '/demo/acme-store/mcp';

const STORE_NAME = 'Acme Store';
const NEVER = new AbortController().signal;

/**
 * Safe to repeat: seeds an organization that has no workflow at all, and on later starts only follows the store to its
 * new address. Returns the URLs of the runs it started.
 */
export async function seedDemo(deps: Deps, { workspace, storeUrl }: { workspace: LocalWorkspace; storeUrl: string }): Promise<string[]> {
  const ctx = systemCtx(deps, workspace.org, { name: 'demo', signal: NEVER });
  const known = await findStore(ctx);
  if (known !== undefined && known.baseUrl !== storeUrl) await updateServer(ctx, { serverId: known.id, baseUrl: storeUrl });
  const { total } = await listWorkflows(ctx, { state: 'all', environment: 'all', page: 1, pageSize: 1 });
  if (total > 0 || (known === undefined && !workspace.created)) return [];
  const store = known ?? (await createServer(ctx, { name: STORE_NAME, baseUrl: storeUrl, categories: ['demo'] }));
  await seedAlerts(ctx, { serverId: store.id, recipientEmail: workspace.user.email });
  await createMonitors(ctx, { monitors: DEMO_MONITORS.map((monitor) => ({ ...monitor, mcpServerId: store.id })) });
  const urls: string[] = [];
  for (const workflow of DEMO_WORKFLOWS) urls.push(await seedWorkflow(ctx, store, workflow));
  return urls;
}

async function findStore(ctx: Ctx): Promise<McpServer | undefined> {
  const { rows } = await listServers(ctx, { environment: 'all', search: STORE_NAME, page: 1, pageSize: 100 });
  return rows.find(({ name, baseUrl }) => name === STORE_NAME && baseUrl !== null && new URL(baseUrl).pathname === DEMO_STORE_PATH);
}

/** Before anything is watched, so that nothing that fails goes untold. */
async function seedAlerts(ctx: Ctx, { serverId, recipientEmail }: { serverId: string; recipientEmail: string }): Promise<void> {
  const email = (await listDestinations(ctx)).find(({ kind }) => kind === 'email');
  if (!email) return;
  await createRule(ctx, { ...DEMO_RULE, targetType: 'server', targetId: serverId, destinationId: email.id, recipientEmail });
}

async function seedWorkflow(ctx: Ctx, store: McpServer, workflow: (typeof DEMO_WORKFLOWS)[number]): Promise<string> {
  const made = await createWorkflow(ctx, { ...workflow, mcpServerId: store.id, testerModelId: SCRIPT_MODEL_ID, categories: ['demo'] });
  const started = await startRuns(ctx, { workflowId: made.id, reason: 'first start' });
  return started.runs[0]?.url ?? '';
}
