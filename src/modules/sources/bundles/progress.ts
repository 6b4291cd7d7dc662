// How far a compile in the background is, kept as a part of its bundle until it ends.
import { z } from 'zod';
import { seconds } from '#kernel/duration';
import type { Ctx } from '#platform/ctx';
import type { CompileProgress as ToldProgress } from '../compile/compile-input.ts';
import type { CompileProgress, StoredBundle } from './bundle.ts';
import { packPart } from './packed-part.ts';
import { deletePart, putParts, readPart } from './part-store.ts';

const EVERY_MS = seconds(1);

const kept: z.ZodType<CompileProgress> = z.object({
  step: z.string(),
  done: z.number().nullable(),
  total: z.number().nullable(),
  at: z.string(),
});

export async function progressOf({ deps: { db } }: Pick<Ctx, 'deps'>, bundleId: string): Promise<CompileProgress | null> {
  const part = await readPart(db, bundleId, 'progress');
  return part ? kept.parse(JSON.parse(part.toString('utf8'))) : null;
}

export const forgetProgress = ({ deps: { db } }: Pick<Ctx, 'deps'>, bundleId: string): Promise<void> =>
  deletePart(db, bundleId, 'progress');

/** Writes at most once a second, one write at a time; what is lost only makes the page a little late. */
export function writeProgress(
  { deps }: Pick<Ctx, 'deps'>,
  { id: bundleId, orgId }: Pick<StoredBundle, 'id' | 'orgId'>,
): { readonly tell: ToldProgress; settle(): Promise<void> } {
  let writing: Promise<void> | undefined;
  let lastAt = Number.NEGATIVE_INFINITY;
  const write = async (progress: CompileProgress): Promise<void> => {
    try {
      await putParts(deps.db, { orgId, bundleId }, [await packPart('progress', JSON.stringify(progress))]);
    } catch (error) {
      deps.log.debug({ bundleId, error }, 'the progress of a compile could not be written');
    } finally {
      writing = undefined;
    }
  };
  return {
    tell: (step, done, total) => {
      const now = deps.clock.now();
      if (writing !== undefined || now.getTime() - lastAt < EVERY_MS) return;
      lastAt = now.getTime();
      writing = write({ step, done: done ?? null, total: total ?? null, at: now.toISOString() });
    },
    settle: async () => writing,
  };
}
