// Makes a source with its managed server record (spec 06 §1).
import { AppError, invalidField } from '#kernel/errors';
import { parseInput } from '#kernel/parse-input';
import { requireRole } from '#kernel/role';
import { record } from '#modules/access';
import { createManagedServer } from '#modules/servers';
import type { Ctx } from '#platform/ctx';
import { inTransaction } from '#platform/db/transaction';
import { refuseSecrets } from '#platform/secrets/refuse-secrets';
import { auditedSource } from './audited-source.ts';
import { connectionOf } from './connection-of.ts';
import { presentSource } from './present-source.ts';
import { slugFrom } from './slug-from.ts';
import { createSourceSchema } from './source-input.ts';
import type { CreateSourceInput } from './source-input.ts';
import { endpointUrlOf } from './source.ts';
import type { Source } from './source.ts';
import { countSources, insertSource, isSlugTaken, orSlugTaken, slugTaken } from './store.ts';
import type { SourceSettings } from './store.ts';

const DEFAULT_RATE = 600;
/** Of one organization. */
const MAX_SOURCES = 500;

/** Throws `conflict` on `slug` or `name`. */
export async function createSource(ctx: Ctx, raw: unknown): Promise<Source> {
  requireRole(ctx, 'editor');
  refuseSecrets(raw);
  const input = parseInput(createSourceSchema(ctx.deps.settings.addressPolicy), raw);
  const settings = settingsOf(input);
  const slug = input.slug ?? slugFrom(input.name);
  if (slug === undefined) throw invalidField('slug', 'cannot be made of this name; give one');
  const { db, clock, settings: instance } = ctx.deps;
  if (await isSlugTaken(db, ctx.org.id, slug)) throw slugTaken();
  return orSlugTaken(
    inTransaction(db, async (tx) => {
      if ((await countSources(tx, ctx.org.id)) >= MAX_SOURCES) throw tooMany();
      const url = endpointUrlOf(instance.publicUrl, ctx.org.slug, { mode: settings.mode, slug });
      const id = await createManagedServer(tx, ctx, { name: settings.name, url });
      const source = await insertSource(tx, { id, orgId: ctx.org.id, slug, ...settings, at: clock.now() });
      await record(tx, ctx, { action: 'source.create', objectType: 'source', objectId: id, after: auditedSource(source) });
      return presentSource(tx, ctx, source);
    }),
  );
}

function settingsOf(input: CreateSourceInput): SourceSettings {
  const mode = input.mode ?? 'tools';
  const baseUrl = input.baseUrl ?? null;
  if (mode === 'tools' && baseUrl === null) throw invalidField('baseUrl', 'is required in mode tools');
  return {
    name: input.name,
    mode,
    baseUrl,
    connection: connectionOf(input.connection, baseUrl),
    rateLimitPerMinute: input.rateLimitPerMinute ?? DEFAULT_RATE,
    keepsScripts: input.keepsScripts ?? false,
  };
}

const tooMany = (): AppError =>
  new AppError('conflict', `An organization has at most ${MAX_SOURCES} sources; delete one that is not needed.`);
