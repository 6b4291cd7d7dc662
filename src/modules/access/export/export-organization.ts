// Everything an organization has, one object after the other, for its owner: before it is deleted, or to take it elsewhere (spec 09 §2).
import { seconds } from '#kernel/duration';
import { requireRole } from '#kernel/role';
import type { Ctx } from '#platform/ctx';
import { inTransaction } from '#platform/db/transaction';
import { redactorOf } from '#platform/secrets/kept-redactor';
import type { Redactor } from '#platform/secrets/redact';
import { record } from '../audit/record.ts';
import { holdOrganization } from '../members/hold-organization.ts';
import { requireStill } from '../members/require-still.ts';
import { requirePerson } from '../require-person.ts';
import type { Exported, Exporter } from './exporter.ts';
import { auditExporter, peopleExporter } from './own-exporters.ts';

const RECHECK_MS = seconds(15);

/**
 * The last object is `{kind: 'end', count}`: an export without it was cut off. Objects come as they are read, so what changes
 * meanwhile may be in it or not. Whatever looks like a secret, or is one, is redacted once more on its way out.
 */
export async function exportOrganization(ctx: Ctx, exporters: readonly Exporter[]): Promise<AsyncIterable<Exported>> {
  requireRole(ctx, 'owner');
  requirePerson(ctx);
  await inTransaction(ctx.deps.db, async (tx) => {
    await holdOrganization(tx, ctx, 'owner');
    await record(tx, ctx, { action: 'organization.export', objectType: 'organization', objectId: ctx.org.id });
  });
  return everything(ctx, [peopleExporter, ...exporters, auditExporter]);
}

async function* everything(ctx: Ctx, exporters: readonly Exporter[]): AsyncGenerator<Exported> {
  const { clock, vault } = ctx.deps;
  const redactor = await redactorOf(vault, ctx.org.id);
  let checkedAt = clock.now().getTime();
  let count = 0;
  for (const exporter of exporters) {
    for await (const object of exporter.objects(ctx)) {
      ctx.signal.throwIfAborted();
      if (clock.now().getTime() >= checkedAt + RECHECK_MS) {
        // A large export takes minutes; whoever stops being the owner gets no more of it.
        await requireStill(ctx, 'owner');
        checkedAt = clock.now().getTime();
      }
      yield cleaned(object, redactor);
      count += 1;
    }
  }
  yield { kind: 'end', count };
}

/** An image's body is no text that could hold a secret, and looks like one of the blobs that are cut out of texts. */
function cleaned({ base64, ...object }: Exported, redactor: Redactor): Exported {
  const clean = redactor.redact(object);
  return base64 === undefined ? clean : { ...clean, base64 };
}
