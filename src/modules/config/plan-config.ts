// What applying a document would do, found out by doing it in a transaction of which nothing is kept.
import { z } from 'zod';
import type { FieldError } from '#kernel/errors';
import { parseInput } from '#kernel/parse-input';
import { requireRole } from '#kernel/role';
import type { Ctx } from '#platform/ctx';
import { carryOut } from './carry-out.ts';
import type { CarriedOut } from './carry-out.ts';
import type { ConfigChange } from './change.ts';
import { readDocument } from './read-document.ts';
import { noSecrets } from './secret-values.ts';

const input = z.strictObject({
  document: z.unknown(),
  prune: z.boolean('must be true or false').default(false),
});

export interface ConfigPlan {
  /** Changes when the document, or anything it is about, does. */
  readonly planHash: string;
  readonly changes: readonly ConfigChange[];
  /** Empty when it can be applied. */
  readonly fieldErrors: readonly FieldError[];
}

/** Contacts nobody and needs no secret. Throws `validation_failed` for a document that cannot be read at all. */
export async function planConfig(ctx: Ctx, raw: unknown): Promise<ConfigPlan> {
  requireRole(ctx, 'viewer');
  const { document, prune } = parseInput(input, raw);
  const read = readDocument(document);
  const order = { document, read, prune, secrets: noSecrets, probes: new Map() };
  try {
    return await carryOut(asEditor(ctx), order, async (done) => {
      throw new PlanMade(done);
    });
  } catch (error) {
    if (error instanceof PlanMade) return error.plan;
    throw error;
  }
}

/** Ends the transaction without keeping it. */
class PlanMade extends Error {
  readonly plan: CarriedOut;
  constructor(plan: CarriedOut) {
    super('a plan was made');
    this.name = 'PlanMade';
    this.plan = plan;
  }
}

/**
 * Whoever may read may see a plan. The verbs ask for an editor; what they do here is undone before anybody can see it, contacts
 * nobody, and opens no secret of the vault to the one who asked.
 */
const asEditor = (ctx: Ctx): Ctx => ({ ...ctx, actor: { ...ctx.actor, role: 'editor' } });
