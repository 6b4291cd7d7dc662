// Renames a destination, or gives it another address; an omitted one stays.
import { parseInput } from '#kernel/parse-input';
import { requireRole } from '#kernel/role';
import type { Ctx } from '#platform/ctx';
import type { AlertDestination } from '../destination.ts';
import { changeDestination } from './change-destination.ts';
import { destinationPatch, idField } from './destination-input.ts';
import { refusingTakenName } from './name-taken.ts';
import { requireUrl } from './require-url.ts';

const input = destinationPatch.extend({ destinationId: idField });

export async function updateDestination(ctx: Ctx, raw: unknown): Promise<AlertDestination> {
  requireRole(ctx, 'admin');
  const { destinationId, name, url } = parseInput(input, raw);
  const { vault } = ctx.deps;
  return refusingTakenName(
    changeDestination(ctx, {
      destinationId,
      action: 'destination.update',
      change: async (tx, { kind, config }) => {
        if (url === undefined) return { name };
        const { href, hint } = requireUrl(ctx.deps, kind, url);
        return { name, config: { ...config, urlHint: hint }, secretId: await vault.put(tx, ctx.org.id, href) };
      },
    }),
  );
}
