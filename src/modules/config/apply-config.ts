// Makes the organization what a document says: all of it in one transaction, or nothing.
import { z } from 'zod';
import { AppError, validationFailed } from '#kernel/errors';
import { parseInput } from '#kernel/parse-input';
import { requireRole } from '#kernel/role';
import { record } from '#modules/access';
import type { Ctx } from '#platform/ctx';
import type { Probe } from '#platform/mcp/mcp';
import { carryOut } from './carry-out.ts';
import type { CarriedOut } from './carry-out.ts';
import { CONFIG_OPS } from './change.ts';
import type { ConfigChange } from './change.ts';
import { secretName } from './document.ts';
import { bookOf, loadLive } from './live.ts';
import { readDocument } from './read-document.ts';
import { broughtSecrets } from './secret-values.ts';
import { tryServers } from './try-servers.ts';

const MAX_SECRETS = 1_000;
const MAX_VALUE = 16_384;

const input = z.strictObject({
  document: z.unknown(),
  prune: z.boolean('must be true or false').default(false),
  secrets: z
    .record(secretName, z.string('must be text').max(MAX_VALUE, `must have at most ${MAX_VALUE} characters`))
    .refine((values) => Object.keys(values).length <= MAX_SECRETS, `must have at most ${MAX_SECRETS} values`)
    .default({}),
  expectedPlanHash: z.string('must be text').max(100, 'is not the hash of a plan').optional(),
  skipProbe: z.boolean('must be true or false').default(false),
});

export interface AppliedConfig {
  readonly changes: readonly ConfigChange[];
}

/**
 * Servers that are added or moved are tried before the transaction, unless `skipProbe`. Throws `validation_failed` with every
 * fault at its place in the document, and `conflict` when `expectedPlanHash` is not that of the present state.
 */
export async function applyConfig(ctx: Ctx, raw: unknown): Promise<AppliedConfig> {
  requireRole(ctx, 'editor');
  const { document, prune, expectedPlanHash, skipProbe, ...brought } = parseInput(input, raw);
  const read = readDocument(document);
  const secrets = broughtSecrets(brought.secrets);
  const live = await loadLive(ctx);
  const tried = skipProbe ? { read, probes: new Map<string, Probe>() } : await tryServers({ ctx, live, book: bookOf(live), secrets }, read);
  return carryOut(ctx, { document, prune, secrets, ...tried }, async (done, tx) => {
    refuseOtherPlan(done, expectedPlanHash);
    const [first, ...rest] = done.fieldErrors;
    if (first) throw validationFailed([first, ...rest]);
    const changed = done.changes.filter(({ op }) => op !== 'none');
    if (changed.length > 0)
      await record(tx, ctx, { action: 'config.apply', objectType: 'organization', objectId: ctx.org.id, after: countsOf(changed) });
    return { changes: done.changes };
  });
}

function refuseOtherPlan({ planHash }: CarriedOut, expected: string | undefined): void {
  if (expected === undefined || expected === planHash) return;
  throw new AppError(
    'conflict',
    'The document or the organization changed since that plan was made. Nothing was applied; look at a new plan.',
    {
      details: { planHash },
    },
  );
}

const countsOf = (changes: readonly ConfigChange[]): Readonly<Record<string, number>> =>
  Object.fromEntries(
    CONFIG_OPS.map((op) => [op, changes.filter((change) => change.op === op).length] as const).filter(([, count]) => count > 0),
  );
