// What the CLI cannot do over HTTP: the operator's commands, given to it by the composition root.
import type { Outcome } from '#kernel/outcome';

export interface ServeOptions {
  readonly roles: readonly string[];
  readonly singleUser: boolean;
  /** What it says when it is ready is one JSON document. */
  readonly json?: boolean | undefined;
}

export interface DoctorReport {
  readonly ok: boolean;
  /** Or the command. */
  readonly url: string;
  readonly transport: string;
  readonly era: string | null;
  readonly protocolVersion: string | null;
  readonly eras: { readonly modern: boolean | null; readonly legacy: boolean | null };
  readonly serverInfo: { readonly name: string; readonly version: string } | null;
  readonly durationMs: number;
  readonly tools: readonly { readonly name: string; readonly description: string; readonly hints: readonly string[] }[];
  readonly counts: { readonly tools: number; readonly resources: number; readonly resourceTemplates: number; readonly prompts: number };
  readonly findings: readonly { readonly rule: string; readonly severity: string; readonly message: string }[];
  readonly error: { readonly code: string; readonly message: string } | null;
}

/** What to look at: a URL, or a program that is started for it. */
export type DoctorSubject =
  | { readonly url: string; readonly transport: 'streamable_http' | 'sse'; readonly headers: Readonly<Record<string, string>> }
  | { readonly command: string; readonly args: readonly string[]; readonly env: Readonly<Record<string, string>> };

export interface DoctorOptions {
  readonly subject: DoctorSubject;
  readonly signal: AbortSignal;
}

export interface RotateOptions {
  /** 32 bytes in base64; undefined: one is made, and put in the place of the key file. */
  readonly newKey: string | undefined;
  readonly skipUnreadable: boolean;
}

export interface RotateReport {
  readonly outcome: 'rotated' | 'resumed' | 'before';
  readonly secrets: number;
  /** Did not open before either. */
  readonly skipped: number;
  /** Do not open with the new key although they should: 0, unless the disk lies. */
  readonly unreadable: number;
  /** Where the new key is, when it was made here, and where the former one is kept. */
  readonly keyFile: string | null;
  readonly backup: string | null;
  /** A key file that still holds the former key. */
  readonly staleKeyFile: string | null;
}

export interface SecretsReport {
  readonly key: 'in force' | 'another' | 'unsealed';
  readonly secrets: number;
  /** Ids. */
  readonly unreadable: readonly string[];
  readonly isInstanceSecretReadable: boolean;
  /** Of a rotation that was begun and did not end. */
  readonly preparedByRotation: number | null;
  /** A file whose key is in force, when the configured one is not. */
  readonly nextKeyFile: string | null;
}

export interface ResetOptions {
  readonly email: string;
  readonly dropSecondFactor: boolean;
}

export interface AccountReset {
  /** Sets a new password, once, within 30 minutes. */
  readonly url: string;
  /** False also when none was on. */
  readonly secondFactorDropped: boolean;
}

export interface Operator {
  /** Runs until a stop signal; prints the URL (and a sign-in link in single-user mode). */
  serve(options: ServeOptions): Promise<void>;
  /** Names of the migrations that were applied. */
  migrate(): Promise<readonly string[]>;
  /** The token, shown this once. */
  createKey(options: { readonly org: string; readonly name: string; readonly role: string }): Promise<string>;
  /** Fails with what is wrong with the address. */
  resetAccount(options: ResetOptions): Promise<Outcome<AccountReset, string>>;
  rotateSecrets(options: RotateOptions): Promise<RotateReport>;
  checkSecrets(): Promise<SecretsReport>;
  /** A fresh one-time link into the running instance. */
  signInLink(): Promise<string>;
  doctor(options: DoctorOptions): Promise<DoctorReport>;
}
