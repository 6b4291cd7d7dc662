// Adds a named credential to a server, probed with it first (spec 01 §3, §5). One that a person connects is probed after that.
import { z } from 'zod';
import { record } from '#modules/access';
import { AppError, validationFailed } from '#kernel/errors';
import type { FieldError } from '#kernel/errors';
import { parseInput } from '#kernel/parse-input';
import { requireRole } from '#kernel/role';
import type { Ctx, Settings } from '#platform/ctx';
import { inTransaction } from '#platform/db/transaction';
import { auditedProfile } from '../audited-server.ts';
import { idField } from '../fields.ts';
import { requireActiveServer } from '../get-server.ts';
import { openConnection } from '../open-secrets.ts';
import { isSameOrigin } from '../origin.ts';
import { requireProbe } from '../probe-connection.ts';
import type { AuthProfile } from '../server.ts';
import { lockServer } from '../store.ts';
import type { ServerRecord } from '../store.ts';
import { addProfile } from './add-profile.ts';
import { credentialFaults, profileFields } from './profile-input.ts';
import { readProfile } from './read-profiles.ts';
import { keepCatalog } from './save-with-catalog.ts';
import { clearDefault, orProfileNameTaken, profilesOf } from './store.ts';
import { unsavedCredential } from './unsaved-credential.ts';

const input = ({ addressPolicy }: Pick<Settings, 'addressPolicy'>) =>
  z.strictObject({
    serverId: idField,
    ...profileFields(addressPolicy),
    /** True makes it the default in place of the present one; the first profile is it anyway. */
    isDefault: z.boolean('must be true or false').optional(),
    skipProbe: z.boolean('must be true or false').optional(),
  });

/** Throws `conflict` on `name`, `probe_failed` with `details.probe`; saves nothing then. */
export async function createAuthProfile(ctx: Ctx, raw: unknown): Promise<AuthProfile> {
  requireRole(ctx, 'editor');
  const { serverId, name, isDefault, skipProbe, ...credential } = parseInput(input(ctx.deps.settings), raw);
  const server = await requireActiveServer(ctx, serverId);
  refuseFaults([
    ...kindFaults(server, credential.kind),
    ...credentialFaults(credential, 'none'),
    ...collision(server, credential.headerName),
  ]);
  const isTried = skipProbe !== true && credential.kind !== 'oauth_authorization_code';
  const probe = isTried
    ? await requireProbe(ctx, {
        ...(await openConnection(ctx, server, undefined)),
        credential: unsavedCredential(ctx, credential, { serverUrl: server.baseUrl }),
      })
    : undefined;
  return orProfileNameTaken(
    inTransaction(ctx.deps.db, async (tx) => {
      const now = await lockServer(tx, ctx.org.id, server.id);
      // The credential was given for the address the server had.
      if (!now || !isSameOrigin(now.baseUrl, server.baseUrl)) throw movedMeanwhile();
      const becomesDefault = isDefault === true || (await profilesOf(tx, ctx.org.id, server.id)).length === 0;
      if (becomesDefault) await clearDefault(tx, server.id);
      const made = await addProfile(tx, ctx, { serverId: server.id, name, isDefault: becomesDefault, credential, isProven: isTried });
      await keepCatalog(tx, ctx, { profile: made, probe });
      await record(tx, ctx, { action: 'auth_profile.create', objectType: 'auth_profile', objectId: made.id, after: auditedProfile(made) });
      return readProfile(tx, ctx, made);
    }),
  );
}

const movedMeanwhile = (): AppError =>
  new AppError('conflict', 'Somebody else changed this server at the same time. Read it again and repeat your change.');

export function refuseFaults(faults: readonly FieldError[]): void {
  const [first, ...rest] = faults;
  if (first) throw validationFailed([first, ...rest]);
}

/** A hosted program takes its credentials from its environment. */
export const kindFaults = (server: Pick<ServerRecord, 'transportType'>, kind: string): FieldError[] =>
  server.transportType === 'stdio_hosted' && kind !== 'none'
    ? [{ field: 'kind', message: 'must be none for stdio_hosted; give the credential in connectionConfig.env' }]
    : [];

/** A credential may not go into a header that the server sends anyway. */
export const collision = (server: Pick<ServerRecord, 'connectionConfig'>, headerName: string | null | undefined): FieldError[] =>
  headerName && server.connectionConfig.extraHeaderNames.some((name) => name.toLowerCase() === headerName.toLowerCase())
    ? [{ field: 'headerName', message: 'is an extra header of this server already' }]
    : [];
