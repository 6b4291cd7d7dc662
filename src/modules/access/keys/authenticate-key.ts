// Who stands behind an `amt_` token.
import { parseToken } from './api-key.ts';
import { createKeyDoor } from './key-door.ts';
import { keyToVerify, touchKey } from './store.ts';
import type { Authenticated } from '../tokens/opened-tokens.ts';

const apiKeys = createKeyDoor<Authenticated>({
  parse: parseToken,
  find: async (db, keyId) => {
    const key = await keyToVerify(db, keyId);
    return key && { stored: key, who: { org: key.org, actor: { type: 'key', id: keyId, name: key.name, role: key.role } } };
  },
  touch: touchKey,
});

export const { authenticate: authenticateKey, forget: forgetKey, isRevoked: isKeyRevoked, hashesComputed } = apiKeys;
