// Changes an auth profile. Another credential is probed first; an omitted value stays (spec 01 §3, §5).
import { z } from 'zod';
import { record } from '#modules/access';
import { AppError, invalidField, notFound } from '#kernel/errors';
import { parseInput } from '#kernel/parse-input';
import { requireRole } from '#kernel/role';
import type { Ctx } from '#platform/ctx';
import type { Tx } from '#platform/db/connect';
import { inTransaction } from '#platform/db/transaction';
import type { Probe } from '#platform/mcp/mcp';
import { auditedProfile } from '../audited-server.ts';
import { NO_CREDENTIAL } from '../build-target.ts';
import type { Credential } from '../build-target.ts';
import { idField } from '../fields.ts';
import { requireActiveServer } from '../get-server.ts';
import { openConnection, openCredential } from '../open-secrets.ts';
import { requireProbe } from '../probe-connection.ts';
import type { AuthProfile } from '../server.ts';
import { lockServer } from '../store.ts';
import type { ServerRecord } from '../store.ts';
import { collision, refuseFaults } from './create-auth-profile.ts';
import { credentialFaults, profileFields, storedValue } from './profile-input.ts';
import type { CredentialInput } from './profile-input.ts';
import { keepCatalog } from './save-with-catalog.ts';
import { clearDefault, orProfileNameTaken, profilesOf, publicProfile, saveProfile } from './store.ts';
import type { ProfileRecord, ProfileSettings } from './store.ts';

const input = z.strictObject({
  serverId: idField,
  profileId: idField,
  name: profileFields.name.optional(),
  kind: profileFields.kind.optional(),
  headerName: profileFields.headerName,
  value: profileFields.value,
  isDefault: z.boolean('must be true or false').optional(),
  skipProbe: z.boolean('must be true or false').optional(),
});
type Patch = z.infer<typeof input>;

export async function updateAuthProfile(ctx: Ctx, raw: unknown): Promise<AuthProfile> {
  requireRole(ctx, 'editor');
  const patch = parseInput(input, raw);
  const server = await requireActiveServer(ctx, patch.serverId);
  const current = (await profilesOf(ctx.deps.db, ctx.org.id, server.id)).find(({ id }) => id === patch.profileId);
  if (!current) throw notFound('auth_profile');
  if (patch.isDefault === false && current.isDefault)
    throw invalidField('isDefault', 'cannot be taken away; make another profile the default');
  const wanted = credentialOf(current, patch);
  refuseFaults([
    ...credentialFaults(wanted, current.secretId !== null && wanted.kind === current.kind),
    ...collision(server, wanted.headerName),
  ]);
  const isNew = wanted.kind !== current.kind || (wanted.headerName ?? null) !== current.headerName || patch.value !== undefined;
  const probe = isNew && patch.skipProbe !== true ? await tryOut(ctx, server, await inClear(ctx, current, wanted)) : undefined;
  return orProfileNameTaken(
    inTransaction(ctx.deps.db, async (tx) => {
      await lockServer(tx, ctx.org.id, server.id);
      const before = (await profilesOf(tx, ctx.org.id, server.id)).find(({ id }) => id === current.id);
      if (!before || before.secretId !== current.secretId || before.kind !== current.kind) throw changedMeanwhile();
      const after = await save(tx, ctx, { before, patch, wanted });
      if (isNew || after.isDefault !== before.isDefault) await keepCatalog(tx, ctx, { profile: after, probe });
      await record(tx, ctx, {
        action: 'auth_profile.update',
        objectType: 'auth_profile',
        objectId: after.id,
        before: auditedProfile(before),
        after: auditedProfile(after),
      });
      return publicProfile(after);
    }),
  );
}

const changedMeanwhile = (): AppError =>
  new AppError('conflict', 'Somebody else changed this profile at the same time. Read it again and repeat your change.');

/** The credential as it would be afterwards; `headerName` stays only where the kind has one. */
function credentialOf(current: ProfileRecord, patch: Patch): CredentialInput {
  const kind = patch.kind ?? current.kind;
  const headerName = patch.headerName ?? (kind === 'api_key_header' ? (current.headerName ?? undefined) : undefined);
  return { kind, headerName, value: patch.value };
}

const tryOut = async (ctx: Ctx, server: ServerRecord, credential: Credential): Promise<Probe> =>
  requireProbe(ctx, { ...(await openConnection(ctx, server, undefined)), credential });

async function inClear(ctx: Ctx, current: ProfileRecord, wanted: CredentialInput): Promise<Credential> {
  if (wanted.kind === 'none') return NO_CREDENTIAL;
  const value = storedValue(wanted) ?? (await openCredential(ctx, current)).value;
  return { kind: wanted.kind, headerName: wanted.headerName ?? null, value };
}

async function save(
  tx: Tx,
  ctx: Ctx,
  { before, patch, wanted }: { before: ProfileRecord; patch: Patch; wanted: CredentialInput },
): Promise<ProfileRecord> {
  const isDefault = before.isDefault || patch.isDefault === true;
  if (isDefault && !before.isDefault) await clearDefault(tx, before.mcpServerId);
  const secret = await saveSecret(tx, ctx, { before, wanted });
  return saveProfile(tx, before.id, {
    name: patch.name ?? before.name,
    kind: wanted.kind,
    isDefault,
    headerName: wanted.headerName ?? null,
    ...secret,
  });
}

type StoredSecret = Pick<ProfileSettings, 'secretId' | 'secretSetAt'>;

/** A replaced secret leaves the vault; an omitted one stays. */
async function saveSecret(tx: Tx, ctx: Ctx, { before, wanted }: { before: ProfileRecord; wanted: CredentialInput }): Promise<StoredSecret> {
  const { vault, clock } = ctx.deps;
  const value = storedValue(wanted);
  if (value === undefined && wanted.kind !== 'none') return { secretId: before.secretId, secretSetAt: before.secretSetAt };
  if (before.secretId !== null) await vault.remove(tx, ctx.org.id, before.secretId);
  if (value === undefined) return { secretId: null, secretSetAt: null };
  return { secretId: await vault.put(tx, ctx.org.id, value), secretSetAt: clock.now() };
}
