// Reads a client's configuration for the person who wants to add its servers. Nothing is stored, and the text is never logged.
import { z } from 'zod';
import { invalidField } from '#kernel/errors';
import { parseInput } from '#kernel/parse-input';
import { requireRole } from '#kernel/role';
import type { Ctx } from '#platform/ctx';
import type { ImportedConfig } from './imported-entry.ts';
import { parseClientConfig } from './parse-client-config.ts';
import { MAX_TEXT_BYTES } from './read-config-text.ts';
import { registeredServers } from './store.ts';

/** Of an organization's servers, to tell which are there already; beyond them a name is judged when the server is added. */
const MAX_SERVERS = 5_000;
/** Where a server goes unless its request says otherwise. */
const DEFAULT_ENVIRONMENT = 'production';

export const importClientConfigInput = z.strictObject({
  text: z
    .string('must be the text of the file')
    .refine((text) => text.trim() !== '', 'must not be empty')
    .refine(
      (text) => text.length <= MAX_TEXT_BYTES && Buffer.byteLength(text) <= MAX_TEXT_BYTES,
      'must have at most 1 MiB; give the part with the servers only',
    ),
  /** Tells the syntax and the client where the text alone does not; may be a path. */
  fileName: z.string('must be a string').max(500, 'must have at most 500 characters').optional(),
});

/** Throws `validation_failed` on `text` with line and column. */
export async function importClientConfig(ctx: Ctx, raw: unknown): Promise<ImportedConfig> {
  requireRole(ctx, 'editor');
  const { text, fileName } = parseInput(importClientConfigInput, raw);
  const servers = await registeredServers(ctx.deps.db, ctx.org.id, MAX_SERVERS);
  const parsed = parseClientConfig(text, {
    fileName,
    allowStdio: ctx.deps.settings.allowStdio,
    takenNames: servers.filter(({ environment }) => environment === DEFAULT_ENVIRONMENT).map(({ name }) => name),
  });
  if (!parsed.ok) throw invalidField('text', parsed.error);
  const byUrl = new Map(
    servers.flatMap(({ id, name, baseUrl }) => (baseUrl === null ? [] : [[withoutEnd(baseUrl), { id, name }] as const])),
  );
  const entries = parsed.value.entries.map((entry) => ({ ...entry, existing: byUrl.get(withoutEnd(entry.url ?? '')) ?? null }));
  return { ...parsed.value, entries };
}

const withoutEnd = (url: string): string => url.replace(/\/$/, '');
