// Envelope encryption of secrets: one table, one data key per secret, wrapped by the master key.
import type { Db, Tx } from '../db/connect.ts';

export interface Vault {
  /** Stores `clear` and returns the secret's id (`sec_…`). */
  put(tx: Tx | Db, orgId: string, clear: string): Promise<string>;
  /** For use in a request, never for an answer. Throws `internal_error` when it is gone or cannot be opened. */
  open(db: Tx | Db, orgId: string, secretId: string): Promise<string>;
  remove(tx: Tx | Db, orgId: string, secretId: string): Promise<void>;
  /**
   * Every clear secret of an organization, for redaction by value: what is stored (read again every few seconds), and for an
   * hour what this process has put, opened or been told of, even when it was removed since.
   */
  valuesOf(orgId: string): Promise<readonly string[]>;
  /** Tells of a secret that is not stored, such as a token of a connection that is only tried out. */
  alsoRedact(orgId: string, clear: string): void;
  /**
   * For a short-lived value that lives in a table of its own, such as the verifier of an authorization that was begun. `purpose`
   * is authenticated: bytes sealed for one purpose (or row, when its id is part of it) do not open for another.
   */
  sealBrief(purpose: string, clear: string): Promise<Buffer>;
  /** Undefined when it was not sealed here for this purpose. */
  openBrief(purpose: string, sealed: Buffer): Promise<string | undefined>;
  /**
   * A keyed hash (32 characters of base64url), the same in every process: tells values apart that must not be kept, such as other
   * people's credentials. It gives nothing away of the value, and fingerprints for two purposes cannot be compared.
   */
  fingerprint(purpose: string, clear: string): Promise<string>;
}
