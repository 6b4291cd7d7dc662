// Changes a source (spec 06 §1). Omitted fields stay; another mode needs what that mode needs to be active.
import { AppError, invalidField } from '#kernel/errors';
import { parseInput } from '#kernel/parse-input';
import { requireRole } from '#kernel/role';
import { record } from '#modules/access';
import { changeManagedServer, refuseCredentialMove } from '#modules/servers';
import type { Ctx } from '#platform/ctx';
import { inTransaction } from '#platform/db/transaction';
import { refuseSecrets } from '#platform/secrets/refuse-secrets';
import type { ActivationCheck } from './activation.ts';
import { auditedSource } from './audited-source.ts';
import { connectionOf } from './connection-of.ts';
import { presentSource } from './present-source.ts';
import { requireReady } from './require-ready.ts';
import { requireLockedSource, requireSource } from './require-source.ts';
import { updateSourceSchema } from './source-input.ts';
import type { UpdateSourceInput } from './source-input.ts';
import { endpointUrlOf } from './source.ts';
import type { Source, SourceRecord } from './source.ts';
import { saveSource } from './store.ts';
import type { SourceSettings } from './store.ts';

/** `raw`: `{slug, …fields}`. Throws `not_found`, `conflict` on `name` or naming what another mode needs. */
export async function updateSource(ctx: Ctx, raw: unknown, check: ActivationCheck): Promise<Source> {
  requireRole(ctx, 'editor');
  refuseSecrets(raw);
  const { slug, ...input } = parseInput(updateSourceSchema(ctx.deps.settings.addressPolicy), raw);
  const current = await requireSource(ctx, slug);
  const settings = patched(current, input);
  const switches = settings.mode !== current.mode;
  // a bundle without a base URL of its own calls this one, with the secrets of admins
  if (settings.mode === 'code' && settings.baseUrl !== current.baseUrl) requireRole(ctx, 'admin');
  if (switches) {
    requireRole(ctx, 'admin');
    await requireReady(ctx, { ...current, ...settings }, check);
  }
  const { db, clock } = ctx.deps;
  return inTransaction(db, async (tx) => {
    const before = await requireLockedSource(tx, ctx, slug);
    if (before.updatedAt !== current.updatedAt) throw changedMeanwhile();
    await refuseCredentialMove(tx, ctx, { serverId: before.id, from: before.baseUrl, to: settings.baseUrl });
    const at = clock.now();
    const after = await saveSource(tx, before.id, { ...settings, ...activationOf(before, settings, at), at });
    const url = endpointUrlOf(ctx.deps.settings.publicUrl, ctx.org.slug, after);
    await changeManagedServer(tx, ctx, { serverId: before.id, name: after.name, url });
    await record(tx, ctx, {
      action: 'source.update',
      objectType: 'source',
      objectId: before.id,
      before: auditedSource(before),
      after: auditedSource(after),
    });
    return presentSource(tx, ctx, after);
  });
}

/** A base URL that moves takes the validation path along, or refuses when it cannot. */
function patched(current: SourceRecord, input: Omit<UpdateSourceInput, 'slug'>): SourceSettings {
  const mode = input.mode ?? current.mode;
  const baseUrl = input.baseUrl === undefined ? current.baseUrl : input.baseUrl;
  if (mode === 'tools' && baseUrl === null) throw invalidField('baseUrl', 'is required in mode tools');
  const connection = input.connection === undefined ? current.connection : input.connection;
  return {
    name: input.name ?? current.name,
    mode,
    baseUrl,
    connection: input.connection === undefined && baseUrl === current.baseUrl ? current.connection : connectionOf(connection, baseUrl),
    rateLimitPerMinute: input.rateLimitPerMinute ?? current.rateLimitPerMinute,
    keepsScripts: input.keepsScripts ?? current.keepsScripts,
  };
}

/** In mode tools what was checked once is not proven for another API: without base URL or connection it must be activated again. */
function activationOf(before: SourceRecord, after: SourceSettings, at: Date): Pick<SourceRecord, 'activatedAt' | 'pausedAt'> {
  const { pausedAt } = before;
  if (after.mode === 'tools' && before.mode !== 'tools') return { activatedAt: at.toISOString(), pausedAt };
  const isSetUp = after.baseUrl !== null && after.connection !== null;
  const isSame = after.baseUrl === before.baseUrl && JSON.stringify(after.connection) === JSON.stringify(before.connection);
  return { activatedAt: isSetUp && isSame ? before.activatedAt : null, pausedAt };
}

const changedMeanwhile = (): AppError =>
  new AppError('conflict', 'Somebody else changed this source at the same time. Read it again and repeat your change.');
