// Which server an `ami_` token sends events of. Nothing else can be done with it: an API key's door does not know it.
import type { OrgRef } from '#kernel/context';
import { createKeyDoor } from '../keys/key-door.ts';
import type { KeyDoors } from '../keys/key-door.ts';
import { parseTokenOf } from '../keys/token.ts';
import type { Authenticated } from '../tokens/opened-tokens.ts';
import { ingestKeyToVerify, touchIngestKey } from './store.ts';

export interface IngestCaller {
  readonly org: OrgRef;
  readonly serverId: string;
  readonly key: { readonly id: string; readonly name: string };
}

type Sender = Authenticated & { readonly serverId: string };

const ingestKeys = createKeyDoor<Sender>({
  parse: (token) => parseTokenOf('ami', token),
  find: async (db, keyId) => {
    const key = await ingestKeyToVerify(db, keyId);
    if (!key) return undefined;
    const actor = { type: 'key', id: keyId, name: key.name, role: 'viewer' } as const;
    return { stored: key, who: { org: key.org, serverId: key.serverId, actor } };
  },
  touch: touchIngestKey,
});

/** Undefined for a malformed, unknown or revoked key. Throws `rate_limited` (`details.retryAfterSeconds`) for a guessing address. */
export async function authenticateIngestKey(
  deps: KeyDoors,
  token: string,
  from: { readonly ip?: string | undefined },
): Promise<IngestCaller | undefined> {
  const sender = await ingestKeys.authenticate(deps, token, from);
  return sender && { org: sender.org, serverId: sender.serverId, key: { id: sender.actor.id, name: sender.actor.name } };
}

export const forgetIngestKey = ingestKeys.forget;
