// What a workflow stands on in tests: a server with a catalog, and models; written straight into the tables, without any contact.
import { newId } from '#kernel/ids';
import type { Ctx } from '#platform/ctx';
import { jsonText } from '#platform/db/schema';
import type { ToolAnnotations } from '#platform/mcp/mcp';

export interface TestTool {
  readonly name: string;
  readonly annotations?: ToolAnnotations | undefined;
}

export interface TestServerOptions {
  readonly environment?: string | undefined;
  readonly state?: 'active' | 'archived' | undefined;
  /** null: the server was never synced. */
  readonly tools?: readonly TestTool[] | null | undefined;
}

const TOOLS: readonly TestTool[] = [
  { name: 'order_get' },
  { name: 'order_list' },
  { name: 'order_delete', annotations: { destructiveHint: true } },
];

/** Returns the server's id and that of its one auth profile. */
export async function insertServer(ctx: Ctx, options: TestServerOptions = {}): Promise<{ serverId: string; profileId: string }> {
  const { environment = 'production', state = 'active', tools = TOOLS } = options;
  const { db, clock } = ctx.deps;
  const [serverId, profileId, at] = [newId('mcp'), newId('auth'), clock.now()];
  const snapshotId = tools === null ? null : newId('snap');
  await db
    .insertInto('mcp_servers')
    .values({
      id: serverId,
      org_id: ctx.org.id,
      name: `Shop ${serverId.slice(-6)}`,
      transport_type: 'streamable_http',
      base_url: 'http://127.0.0.1:1/mcp',
      environment,
      state,
      snapshot_id: snapshotId,
      created_at: at,
      updated_at: at,
    })
    .execute();
  await db
    .insertInto('auth_profiles')
    .values({ id: profileId, org_id: ctx.org.id, server_id: serverId, name: 'default', kind: 'none', is_default: true })
    .execute();
  if (snapshotId !== null) await insertSnapshot(ctx, { serverId, snapshotId, tools: tools ?? [] });
  return { serverId, profileId };
}

async function insertSnapshot(
  ctx: Ctx,
  { serverId, snapshotId, tools }: { serverId: string; snapshotId: string; tools: readonly TestTool[] },
): Promise<void> {
  const catalog = {
    tools: tools.map((tool) => ({ inputSchema: { type: 'object' }, ...tool })),
    resources: [],
    resourceTemplates: [],
    prompts: [],
  };
  const counts = { tools: tools.length, resources: 0, resourceTemplates: 0, prompts: 0 };
  await ctx.deps.db
    .insertInto('catalog_snapshots')
    .values({
      id: snapshotId,
      org_id: ctx.org.id,
      server_id: serverId,
      at: ctx.deps.clock.now(),
      era: 'modern',
      content_hash: snapshotId,
      catalog: jsonText(catalog),
      counts: jsonText(counts),
    })
    .execute();
}

export interface TestModelOptions {
  readonly roles?: readonly ('tester' | 'judge')[] | undefined;
  readonly active?: boolean | undefined;
  /** US dollars per million tokens, in and out; null: the price is unknown. */
  readonly price?: number | null | undefined;
}

/** A model of the organization behind a base URL that nobody calls. */
export async function insertModel(
  ctx: Ctx,
  id: string,
  { roles = ['tester', 'judge'], active = true, price = 1 }: TestModelOptions = {},
): Promise<string> {
  await ctx.deps.db
    .insertInto('models')
    .values({
      org_id: ctx.org.id,
      id,
      display_name: id,
      provider: 'openai-compatible',
      upstream_name: id,
      base_url: 'http://127.0.0.1:1/v1',
      roles: [...roles],
      input_usd_per_mtok: price,
      output_usd_per_mtok: price,
      active,
    })
    .execute();
  return id;
}
