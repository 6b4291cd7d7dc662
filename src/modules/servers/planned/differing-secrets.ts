// Which of the values somebody brought are not the stored ones, so that bringing them once more changes nothing. Never the values.
import { notFound } from '#kernel/errors';
import { requireRole } from '#kernel/role';
import type { Ctx } from '#platform/ctx';
import { openValues } from '../open-secrets.ts';
import { storedValue } from '../profiles/profile-input.ts';
import { profilesOf } from '../profiles/store.ts';
import { findServer } from '../store.ts';

type Values = Readonly<Record<string, string>>;

export interface BroughtSecrets {
  readonly serverId: string;
  readonly headers: Values;
  readonly env: Values;
  /** By id of the auth profile. */
  readonly profiles: Values;
}

/** Names of headers and variables, and ids of profiles. What was not stored at all differs too. */
export interface DifferingSecrets {
  readonly headers: ReadonlySet<string>;
  readonly env: ReadonlySet<string>;
  readonly profiles: ReadonlySet<string>;
}

/** For whoever may replace them. */
export async function differingSecrets(ctx: Ctx, brought: BroughtSecrets): Promise<DifferingSecrets> {
  requireRole(ctx, 'editor');
  const { db, vault } = ctx.deps;
  const server = await findServer(db, ctx.org.id, brought.serverId);
  if (!server) throw notFound('mcp_server');
  const [headers, env] = [await openValues(ctx, server.headerSecrets), await openValues(ctx, server.envSecrets)];
  const profiles = new Set<string>();
  for (const profile of await profilesOf(db, ctx.org.id, server.id)) {
    const given = brought.profiles[profile.id];
    if (given === undefined) continue;
    const { id, kind, secretId } = profile;
    const stored = secretId === null ? undefined : await vault.open(db, ctx.org.id, secretId);
    const value = given.trim();
    if (stored !== storedValue({ kind, value, clientSecret: value })) profiles.add(id);
  }
  return { headers: differing(headers, brought.headers), env: differing(env, brought.env), profiles };
}

const differing = (stored: Values, given: Values): ReadonlySet<string> =>
  new Set(Object.keys(given).filter((name) => !Object.hasOwn(stored, name) || stored[name] !== given[name]));
