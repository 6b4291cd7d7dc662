// The secrets of a source by name; their values are never read back (spec 07 §5).
import { z } from 'zod';
import { parseInput } from '#kernel/parse-input';
import { requireRole } from '#kernel/role';
import type { Ctx } from '#platform/ctx';
import { environmentField, slugField } from '../fields.ts';
import { requireSource } from '../require-source.ts';
import { secretsOf } from './store.ts';

const input = z.strictObject({ slug: slugField, environment: environmentField.optional() });

export interface SourceSecret {
  readonly environment: string;
  readonly name: string;
  readonly updatedAt: string;
}

/** Short by its nature; without `environment` those of all. */
export async function listSourceSecrets(ctx: Ctx, raw: unknown): Promise<readonly SourceSecret[]> {
  requireRole(ctx, 'editor');
  const wanted = parseInput(input, raw);
  const source = await requireSource(ctx, wanted.slug);
  const all = await secretsOf(ctx.deps.db, source.id);
  return all
    .filter(({ environment }) => wanted.environment === undefined || environment === wanted.environment)
    .map(({ environment, name, updatedAt }) => ({ environment, name, updatedAt }));
}
