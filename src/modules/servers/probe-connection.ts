// Probes a connection, saved or not, and removes every secret from the answer before anybody sees it.
import { AppError } from '#kernel/errors';
import type { Ctx } from '#platform/ctx';
import type { Probe } from '#platform/mcp/mcp';
import { createRedactor } from '#platform/secrets/redact';
import type { Redactor } from '#platform/secrets/redact';
import { buildTarget, secretsOf } from './build-target.ts';
import type { Connection, SecretParts } from './build-target.ts';
import { cleanCatalog } from './clean-catalog.ts';

/** Removes the organization's secrets and those of this connection, which may be unsaved. */
export async function redactorFor(ctx: Ctx, connection: SecretParts): Promise<Redactor> {
  return createRedactor([...(await ctx.deps.vault.valuesOf(ctx.org.id)), ...secretsOf(connection)]);
}

/** Never throws for what the server does. Bounded by the door: 30 s. */
export async function probeConnection(ctx: Ctx, connection: Connection): Promise<Probe> {
  const probe = await ctx.deps.mcp.probe(buildTarget(connection, { clientName: 'armature-probe' }), { signal: ctx.signal });
  ctx.signal.throwIfAborted();
  // After the contact: a token may have been renewed in its course.
  const redactor = await redactorFor(ctx, connection);
  const { catalog, verdict, ...shown } = probe;
  const clean = {
    ...redactor.redact(shown),
    catalog: catalog && cleanCatalog(catalog, redactor),
    verdict: verdict && redactor.redact(verdict),
  };
  return clean.catalog && JSON.stringify(clean.catalog).length > MAX_CATALOG_CHARS ? { ...clean, ...TOO_LARGE } : clean;
}

/** More than any agent could read, and more than a table row should hold. */
const MAX_CATALOG_CHARS = 16 * 1024 * 1024;
const TOO_LARGE = {
  ok: false,
  catalog: null,
  error: { code: 'list_failed', message: 'The server lists more than 16 MiB, which is not stored.' },
} as const;

/** The probe as answers show it: without the catalog, which is stored and listed elsewhere. */
function shownProbe(probe: Probe): Omit<Probe, 'catalog' | 'verdict'> {
  const { catalog: _, verdict: __, ...shown } = probe;
  return shown;
}

/** A failed probe saves nothing (spec 01 §5). */
export async function requireProbe(ctx: Ctx, connection: Connection): Promise<Probe> {
  const probe = await probeConnection(ctx, connection);
  if (probe.ok) return probe;
  throw new AppError('probe_failed', probe.error?.message ?? 'The server did not pass the probe.', {
    details: { probe: shownProbe(probe) },
  });
}
