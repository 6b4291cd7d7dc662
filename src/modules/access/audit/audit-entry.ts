// The noun: one row of the audit log (spec 09 §6). Rows are written with the change and never altered.
export interface AuditEntry {
  readonly id: string;
  readonly at: string;
  readonly actor: { readonly type: 'user' | 'key' | 'system'; readonly id: string; readonly name: string };
  /** `<object>.<verb>`, such as `api_key.create`. */
  readonly action: string;
  readonly objectType: string;
  readonly objectId: string;
  /** Changed fields only; null when the object did not exist. */
  readonly before: Readonly<Record<string, unknown>> | null;
  readonly after: Readonly<Record<string, unknown>> | null;
  readonly ip: string | null;
  readonly userAgent: string | null;
  readonly requestId: string | null;
  readonly note: string | null;
}
