// Adds a named credential to a server, probed with it first (spec 01 §3, §5).
import { z } from 'zod';
import { record } from '#modules/access';
import { validationFailed } from '#kernel/errors';
import type { FieldError } from '#kernel/errors';
import { parseInput } from '#kernel/parse-input';
import { requireRole } from '#kernel/role';
import type { Ctx } from '#platform/ctx';
import { inTransaction } from '#platform/db/transaction';
import { auditedProfile } from '../audited-server.ts';
import { NO_CREDENTIAL } from '../build-target.ts';
import type { Credential } from '../build-target.ts';
import { idField } from '../fields.ts';
import { requireActiveServer } from '../get-server.ts';
import { openConnection } from '../open-secrets.ts';
import { requireProbe } from '../probe-connection.ts';
import type { AuthProfile } from '../server.ts';
import { lockServer } from '../store.ts';
import type { ServerRecord } from '../store.ts';
import { credentialFaults, profileFields, storedValue } from './profile-input.ts';
import { keepCatalog } from './save-with-catalog.ts';
import { clearDefault, insertProfile, orProfileNameTaken, profilesOf, publicProfile } from './store.ts';

const input = z.strictObject({
  serverId: idField,
  ...profileFields,
  /** True makes it the default in place of the present one; the first profile is it anyway. */
  isDefault: z.boolean('must be true or false').optional(),
  skipProbe: z.boolean('must be true or false').optional(),
});

/** Throws `conflict` on `name`, `probe_failed` with `details.probe`; saves nothing then. */
export async function createAuthProfile(ctx: Ctx, raw: unknown): Promise<AuthProfile> {
  requireRole(ctx, 'editor');
  const profile = parseInput(input, raw);
  const server = await requireActiveServer(ctx, profile.serverId);
  refuseFaults([...credentialFaults(profile, false), ...collision(server, profile.headerName)]);
  const value = storedValue(profile);
  const credential: Credential =
    value === undefined ? NO_CREDENTIAL : { kind: profile.kind, headerName: profile.headerName ?? null, value };
  const connection = { ...(await openConnection(ctx, server, undefined)), credential };
  const probe = profile.skipProbe === true ? undefined : await requireProbe(ctx, connection);
  return orProfileNameTaken(
    inTransaction(ctx.deps.db, async (tx) => {
      await lockServer(tx, ctx.org.id, server.id);
      const isDefault = profile.isDefault === true || (await profilesOf(tx, ctx.org.id, server.id)).length === 0;
      if (isDefault) await clearDefault(tx, server.id);
      const at = ctx.deps.clock.now();
      const secretId = value === undefined ? null : await ctx.deps.vault.put(tx, ctx.org.id, value);
      const made = await insertProfile(
        tx,
        { orgId: ctx.org.id, serverId: server.id, at },
        {
          name: profile.name,
          kind: profile.kind,
          isDefault,
          headerName: credential.headerName,
          secretId,
          secretSetAt: secretId === null ? null : at,
        },
      );
      await keepCatalog(tx, ctx, { profile: made, probe });
      await record(tx, ctx, { action: 'auth_profile.create', objectType: 'auth_profile', objectId: made.id, after: auditedProfile(made) });
      return publicProfile(made);
    }),
  );
}

export function refuseFaults(faults: readonly FieldError[]): void {
  const [first, ...rest] = faults;
  if (first) throw validationFailed([first, ...rest]);
}

/** A credential may not go into a header that the server sends anyway. */
export const collision = (server: Pick<ServerRecord, 'connectionConfig'>, headerName: string | null | undefined): FieldError[] =>
  headerName && server.connectionConfig.extraHeaderNames.some((name) => name.toLowerCase() === headerName.toLowerCase())
    ? [{ field: 'headerName', message: 'is an extra header of this server already' }]
    : [];
