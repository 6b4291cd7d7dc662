// Writes a new profile with its secret and, where a person or a client is granted tokens, the empty grant.
import type { Ctx } from '#platform/ctx';
import type { Tx } from '#platform/db/connect';
import { insertGrant } from '../grants/store.ts';
import { oauthSettings, storedValue } from './profile-input.ts';
import type { CredentialInput } from './profile-input.ts';
import { insertProfile } from './store.ts';
import type { ProfileRecord } from './store.ts';

export interface NewProfile {
  readonly serverId: string;
  readonly name: string;
  readonly isDefault: boolean;
  readonly credential: CredentialInput;
  /** It was tried and works. */
  readonly isProven: boolean;
}

export async function addProfile(tx: Tx, { deps, org }: Ctx, added: NewProfile): Promise<ProfileRecord> {
  const { credential } = added;
  const at = deps.clock.now();
  const value = storedValue(credential);
  const secretId = value === undefined ? null : await deps.vault.put(tx, org.id, value);
  const oauth = oauthSettings(credential);
  const profile = await insertProfile(
    tx,
    { orgId: org.id, serverId: added.serverId, at },
    {
      name: added.name,
      kind: credential.kind,
      isDefault: added.isDefault,
      headerName: credential.headerName ?? null,
      secretId,
      secretSetAt: secretId === null ? null : at,
      oauth,
    },
  );
  if (oauth) {
    const state = added.isProven ? 'connected' : 'pending';
    await insertGrant(tx, { orgId: org.id, profileId: profile.id, state, generation: 0, at: added.isProven ? at : null });
  }
  return profile;
}
