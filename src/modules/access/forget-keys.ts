// This process stops remembering keys and connected apps that just ended; the others hear it by the notice.
import { forgetApp } from './app-tokens/authenticate-access-token.ts';
import { forgetIngestKey } from './ingest-keys/authenticate-ingest-key.ts';
import { forgetKey } from './keys/authenticate-key.ts';
import type { KeyDoors } from './keys/key-door.ts';

/** Call it once the end is committed. */
export function forgetKeys(deps: KeyDoors, ids: readonly string[]): void {
  for (const id of ids) {
    forgetKey(deps, id);
    forgetIngestKey(deps, id);
    forgetApp(deps, id);
  }
}
