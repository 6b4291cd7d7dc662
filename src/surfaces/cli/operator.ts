// What the CLI cannot do over HTTP: the operator's commands, given to it by the composition root.

export interface ServeOptions {
  readonly roles: readonly string[];
  readonly singleUser: boolean;
}

export interface DoctorReport {
  readonly ok: boolean;
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

export interface DoctorOptions {
  readonly url: string;
  readonly transport: 'streamable_http' | 'sse';
  readonly headers: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
}

export interface Operator {
  /** Runs until a stop signal; prints the URL (and a sign-in link in single-user mode). */
  serve(options: ServeOptions): Promise<void>;
  /** Names of the migrations that were applied. */
  migrate(): Promise<readonly string[]>;
  /** The token, shown this once. */
  createKey(options: { readonly org: string; readonly name: string; readonly role: string }): Promise<string>;
  /** A fresh one-time link into the running instance. */
  signInLink(): Promise<string>;
  doctor(options: DoctorOptions): Promise<DoctorReport>;
}
