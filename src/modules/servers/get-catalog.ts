// What a server offers: as last synced, or as a snapshot says (spec 01 §6).
import { z } from 'zod';
import { notFound } from '#kernel/errors';
import { parseInput } from '#kernel/parse-input';
import { requireRole } from '#kernel/role';
import type { Ctx } from '#platform/ctx';
import type { Db, Tx } from '#platform/db/connect';
import type { Catalog, CatalogPrompt, CatalogResource, CatalogTemplate, CatalogTool } from '#platform/mcp/mcp';
import { currentSnapshot, findSnapshot, registrationsOf } from './catalog/store.ts';
import type { EntryRegistration } from './catalog/store.ts';
import { idField } from './fields.ts';
import { requireServer } from './get-server.ts';
import type { EntryKind } from './server.ts';

const input = z.strictObject({ serverId: idField, snapshotId: idField.optional() });

/** What stays with an entry over all snapshots. `active`: the latest sync still listed it. */
export interface Registered {
  readonly id: string;
  readonly active: boolean;
  readonly firstSeenAt: string | null;
  readonly lastSeenAt: string | null;
}

export interface RegisteredCatalog {
  /** Null for a server that was never synced. */
  readonly snapshotId: string | null;
  readonly tools: readonly (CatalogTool & Registered)[];
  readonly resources: readonly (CatalogResource & Registered)[];
  readonly resourceTemplates: readonly (CatalogTemplate & Registered)[];
  readonly prompts: readonly (CatalogPrompt & Registered)[];
}

/** Entries in the order the server listed them. */
export async function getCatalog(ctx: Ctx, raw: unknown): Promise<RegisteredCatalog> {
  requireRole(ctx, 'viewer');
  const { serverId, snapshotId } = parseInput(input, raw);
  await requireServer(ctx, serverId);
  const { db } = ctx.deps;
  const snapshot =
    snapshotId === undefined
      ? await currentSnapshot(db, ctx.org.id, serverId)
      : await findSnapshot(db, { orgId: ctx.org.id, serverId, snapshotId });
  if (!snapshot && snapshotId !== undefined) throw notFound('snapshot');
  if (!snapshot) return { snapshotId: null, tools: [], resources: [], resourceTemplates: [], prompts: [] };
  const register = registry(await registrationsOf(db, ctx.org.id, serverId));
  const { tools, resources, resourceTemplates, prompts } = snapshot.catalog;
  return {
    snapshotId: snapshot.id,
    tools: tools.map((tool) => ({ ...tool, ...register('tool', tool.name) })),
    resources: resources.map((resource) => ({ ...resource, ...register('resource', resource.uri) })),
    resourceTemplates: resourceTemplates.map((template) => ({ ...template, ...register('resource_template', template.uriTemplate) })),
    prompts: prompts.map((prompt) => ({ ...prompt, ...register('prompt', prompt.name) })),
  };
}

function registry(registrations: readonly EntryRegistration[]): (kind: EntryKind, name: string) => Registered {
  const known = new Map(registrations.map((one) => [`${one.kind} ${one.name}`, one]));
  return (kind, name) => {
    const one = known.get(`${kind} ${name}`);
    // Every stored entry was registered; the fallback only keeps the type honest.
    return one
      ? { id: one.id, active: one.active, firstSeenAt: one.firstSeenAt, lastSeenAt: one.lastSeenAt }
      : { id: `${kind}:${name}`, active: false, firstSeenAt: null, lastSeenAt: null };
  };
}

/** For workers, which have asked for permission already: the catalog as last synced. */
export async function latestCatalog(
  db: Db | Tx,
  orgId: string,
  serverId: string,
): Promise<{ readonly snapshotId: string; readonly catalog: Catalog } | undefined> {
  const snapshot = await currentSnapshot(db, orgId, serverId);
  return snapshot && { snapshotId: snapshot.id, catalog: snapshot.catalog };
}
