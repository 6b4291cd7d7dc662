// Changes an auth profile. Another credential is probed first; an omitted field stays (spec 01 §3, §5).
import { z } from 'zod';
import { record } from '#modules/access';
import { AppError, invalidField, notFound } from '#kernel/errors';
import { parseInput } from '#kernel/parse-input';
import { requireRole } from '#kernel/role';
import type { Ctx, Settings } from '#platform/ctx';
import type { Tx } from '#platform/db/connect';
import { inTransaction } from '#platform/db/transaction';
import type { Probe } from '#platform/mcp/mcp';
import { auditedProfile } from '../audited-server.ts';
import { idField } from '../fields.ts';
import { requireActiveServer } from '../get-server.ts';
import { replaceGrant } from '../grants/replace-grant.ts';
import { openConnection } from '../open-secrets.ts';
import { isSameOrigin } from '../origin.ts';
import { requireProbe } from '../probe-connection.ts';
import type { AuthProfile } from '../server.ts';
import { lockServer } from '../store.ts';
import type { ServerRecord } from '../store.ts';
import { changeOf, credentialAfter, storedSecretOf } from './change-credential.ts';
import type { CredentialChange } from './change-credential.ts';
import { collision, kindFaults, refuseFaults } from './create-auth-profile.ts';
import { endpointMoveFaults } from './move-credential.ts';
import { credentialFaults, isOAuth, oauthSettings, profileFields, storedValue } from './profile-input.ts';
import type { CredentialInput } from './profile-input.ts';
import { readProfile } from './read-profiles.ts';
import { keepCatalog } from './save-with-catalog.ts';
import { clearDefault, orProfileNameTaken, profilesOf, saveProfile } from './store.ts';
import type { ProfileRecord, ProfileSettings } from './store.ts';
import { unsavedCredential } from './unsaved-credential.ts';

const input = ({ addressPolicy }: Pick<Settings, 'addressPolicy'>) => {
  const { name, kind, ...fields } = profileFields(addressPolicy);
  return z.strictObject({
    serverId: idField,
    profileId: idField,
    name: name.optional(),
    kind: kind.optional(),
    ...fields,
    isDefault: z.boolean('must be true or false').optional(),
    skipProbe: z.boolean('must be true or false').optional(),
  });
};

export async function updateAuthProfile(ctx: Ctx, raw: unknown): Promise<AuthProfile> {
  requireRole(ctx, 'editor');
  const { serverId, profileId, name, isDefault, skipProbe, ...patch } = parseInput(input(ctx.deps.settings), raw);
  const server = await requireActiveServer(ctx, serverId);
  const current = (await profilesOf(ctx.deps.db, ctx.org.id, server.id)).find(({ id }) => id === profileId);
  if (!current) throw notFound('auth_profile');
  if (isDefault === false && current.isDefault) throw invalidField('isDefault', 'cannot be taken away; make another profile the default');
  const wanted = credentialAfter(current, patch);
  refuseFaults([
    ...kindFaults(server, wanted.kind),
    ...credentialFaults(wanted, storedSecretOf(current, wanted)),
    ...collision(server, wanted.headerName),
    ...endpointMoveFaults(current, wanted),
  ]);
  const change = changeOf(current, wanted);
  const isTried = change.isNew && skipProbe !== true && wanted.kind !== 'oauth_authorization_code';
  const probe = isTried ? await tryOut(ctx, server, { current, wanted }) : undefined;
  return orProfileNameTaken(
    inTransaction(ctx.deps.db, async (tx) => {
      const now = await lockServer(tx, ctx.org.id, server.id);
      if (!now || !isSameOrigin(now.baseUrl, server.baseUrl)) throw changedMeanwhile();
      const before = (await profilesOf(tx, ctx.org.id, server.id)).find(({ id }) => id === current.id);
      if (!before || before.secretId !== current.secretId || before.kind !== current.kind) throw changedMeanwhile();
      const after = await saveCredential(tx, ctx, { before, wanted, change, name, isDefault, isProven: isTried });
      if (change.isNew || after.isDefault !== before.isDefault) await keepCatalog(tx, ctx, { profile: after, probe });
      return readProfile(tx, ctx, after);
    }),
  );
}

/** With what becomes of its grant, and the entry of the audit log. `isProven`: it was tried and works. */
export async function saveCredential(tx: Tx, ctx: Ctx, saving: Saving & { readonly isProven: boolean }): Promise<ProfileRecord> {
  const { before, change, isProven } = saving;
  const after = await save(tx, ctx, saving);
  const keepsSecret = after.secretId !== null && after.secretId === before.secretId;
  if (change.endsGrant) await replaceGrant(tx, ctx, { profileId: after.id, isWanted: isOAuth(after.kind), isProven, keepsSecret });
  await record(tx, ctx, {
    action: 'auth_profile.update',
    objectType: 'auth_profile',
    objectId: after.id,
    before: auditedProfile(before),
    after: auditedProfile(after),
  });
  return after;
}

const changedMeanwhile = (): AppError =>
  new AppError('conflict', 'Somebody else changed this profile or its server at the same time. Read it again and repeat your change.');

async function tryOut(
  ctx: Ctx,
  server: ServerRecord,
  { current, wanted }: { current: ProfileRecord; wanted: CredentialInput },
): Promise<Probe> {
  const isKept = storedValue(wanted) === undefined && current.secretId !== null && storedSecretOf(current, wanted) !== 'none';
  const secret = isKept && current.secretId !== null ? await ctx.deps.vault.open(ctx.deps.db, ctx.org.id, current.secretId) : null;
  const credential = unsavedCredential(ctx, wanted, { serverUrl: server.baseUrl, secret });
  return requireProbe(ctx, { ...(await openConnection(ctx, server, undefined)), credential });
}

interface Saving {
  readonly before: ProfileRecord;
  readonly wanted: CredentialInput;
  readonly change: CredentialChange;
  /** Undefined: as it is. */
  readonly name?: string | undefined;
  readonly isDefault?: boolean | undefined;
}

async function save(tx: Tx, ctx: Ctx, saving: Saving): Promise<ProfileRecord> {
  const { before, wanted } = saving;
  const isDefault = before.isDefault || saving.isDefault === true;
  if (isDefault && !before.isDefault) await clearDefault(tx, before.mcpServerId);
  const settings = oauthSettings(wanted);
  const secret = await saveSecret(tx, ctx, saving);
  const isKeyKept = settings?.authMethod === 'private_key_jwt' && storedValue(wanted) === undefined;
  return saveProfile(tx, before.id, {
    name: saving.name ?? before.name,
    kind: wanted.kind,
    isDefault,
    headerName: wanted.headerName ?? null,
    // The algorithm was chosen with the key, which is not read again.
    oauth:
      settings && isKeyKept
        ? { ...settings, signingAlgorithm: wanted.signingAlgorithm ?? before.oauth?.signingAlgorithm ?? null }
        : settings,
    ...secret,
  });
}

type StoredSecret = Pick<ProfileSettings, 'secretId' | 'secretSetAt'>;

/** A replaced secret leaves the vault; an omitted one stays where it still fits. */
async function saveSecret(tx: Tx, ctx: Ctx, { before, wanted, change }: Saving): Promise<StoredSecret> {
  const { vault, clock } = ctx.deps;
  const value = storedValue(wanted);
  if (value === undefined && !change.dropsSecret) return { secretId: before.secretId, secretSetAt: before.secretSetAt };
  if (before.secretId !== null) await vault.remove(tx, ctx.org.id, before.secretId);
  if (value === undefined) return { secretId: null, secretSetAt: null };
  return { secretId: await vault.put(tx, ctx.org.id, value), secretSetAt: clock.now() };
}
