// Envelope encryption of secrets: one table, one data key per secret, wrapped by the master key.
import type { Db, Tx } from '../db/connect.ts';

export interface Vault {
  /** Stores `clear` and returns the secret's id (`sec_…`). */
  put(tx: Tx | Db, orgId: string, clear: string): Promise<string>;
  /** For use in a request, never for an answer. Throws `internal_error` when it is gone or cannot be opened. */
  open(db: Tx | Db, orgId: string, secretId: string): Promise<string>;
  remove(tx: Tx | Db, orgId: string, secretId: string): Promise<void>;
  /** Every clear secret of an organization, for redaction by value. Cached for a few seconds, refreshed after put. */
  valuesOf(orgId: string): Promise<readonly string[]>;
}
