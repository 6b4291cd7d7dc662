// This process stops remembering keys that were just revoked, of either kind; the others hear it by the notice.
import { forgetIngestKey } from './ingest-keys/authenticate-ingest-key.ts';
import { forgetKey } from './keys/authenticate-key.ts';
import type { KeyDoors } from './keys/key-door.ts';

/** Call it once the revocation is committed. */
export function forgetKeys(deps: KeyDoors, keyIds: readonly string[]): void {
  for (const keyId of keyIds) {
    forgetKey(deps, keyId);
    forgetIngestKey(deps, keyId);
  }
}
