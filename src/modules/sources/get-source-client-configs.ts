// A verb: ready entries for every client that is to connect to a source, with a variable in the place of the credential.
import { z } from 'zod';
import { invalidField } from '#kernel/errors';
import { parseInput } from '#kernel/parse-input';
import { requireRole } from '#kernel/role';
import { clientConfigsOf } from '#modules/servers';
import type { ClientConfigs } from '#modules/servers';
import type { Ctx } from '#platform/ctx';
import { connectingServer } from './connecting-server.ts';
import { environmentField, slugField } from './fields.ts';
import { requireSource } from './require-source.ts';
import { DEFAULT_ENVIRONMENT, endpointUrlOf } from './source.ts';

const input = z.strictObject({ slug: slugField, environment: environmentField.optional() });

/** `environment`: of mode code; whether it has an active bundle is not asked. Throws `not_found`. */
export async function getSourceClientConfigs(ctx: Ctx, raw: unknown): Promise<ClientConfigs> {
  requireRole(ctx, 'viewer');
  const { slug, environment = DEFAULT_ENVIRONMENT } = parseInput(input, raw);
  const source = await requireSource(ctx, slug);
  if (source.mode === 'tools' && environment !== DEFAULT_ENVIRONMENT)
    throw invalidField('environment', `must be ${DEFAULT_ENVIRONMENT}: a source in mode tools has no other`);
  const url = endpointUrlOf(ctx.deps.settings.publicUrl, ctx.org.slug, source);
  return clientConfigsOf(`source:${source.slug}`, [connectingServer({ ...source, url }, environment)]);
}
