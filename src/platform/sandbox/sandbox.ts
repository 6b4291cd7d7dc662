// The words of the sandbox: scripts of strangers run in a virtual machine of their own, in a process of their own.
// Behind these words stand the engines; nobody else knows them.

export interface Sandbox {
  /** For /readyz and the admin page. The first look at it tries out what this machine allows (some 20 ms). */
  readonly isolation: Isolation;
  /** False for an image of another engine or version: build it again from its bootstrap. */
  accepts(image: VmImage): boolean;
  /**
   * Runs `bootstrap` once in a sandbox process and keeps the machine as it is then. Same bootstrap, same bytes.
   * While it runs, `globalThis.__bridge(name: string, argsJson: string): Promise<string>` is there; it resolves to a JSON text,
   * `{"value":…}` or `{"error":{name,message,status?,operationId?,body?}}`. No script ever sees it.
   * Throws `validation_failed` on `bootstrap` when that does not run, `unavailable` when there is no room.
   */
  buildImage(bootstrap: string, options?: { readonly signal?: AbortSignal | undefined }): Promise<VmImage>;
  /** Never rejects for what a script does. Throws `conflict` for an image it does not accept, `unavailable` when the queue is full. */
  run(script: ScriptRun): Promise<ScriptEnd>;
  /**
   * Goes on with a paused script, in any process, after any restart: `answer` settles the call it waits for. Calls that were
   * paused beside it are made again. Throws `conflict` when the bytes are damaged or of another engine or version.
   */
  resume(paused: Uint8Array, answer: CallAnswer, script: Omit<ScriptRun, 'image' | 'code'>): Promise<ScriptEnd>;
  /** Ends every process; scripts that still run end as `aborted`. */
  close(): Promise<void>;
}

export type EngineName = 'quickjs' | 'isolated-vm';

/** What the machine puts around a sandbox process, as tried out here. */
export interface Walls {
  /** Own namespaces and a file system of a few read-only folders. */
  readonly bubblewrap: boolean;
  /** Hard limits of the kernel on memory, files and core dumps beside what we watch. */
  readonly prlimit: boolean;
  /** No network but an empty one of its own: by bubblewrap or by unshare. */
  readonly ownNetwork: boolean;
  /** No other process is visible to it, and none outlives it. */
  readonly ownProcesses: boolean;
  /** Runs as a user that owns nothing. */
  readonly ownUser: boolean;
  /** Memory and computing time are measured by the system and bounded from outside. */
  readonly outsideWatch: boolean;
}

/** What stands between a script and this machine. */
export interface Isolation extends Walls {
  readonly engine: EngineName;
  readonly engineVersion: string;
  /** False: `ask` cannot be answered by `pause` on this engine. */
  readonly canPause: boolean;
  /** One sentence for each thing that is missing here and would help; empty when nothing is. */
  readonly missing: readonly string[];
}

export interface VmImage {
  /** Name and version of what built it. */
  readonly engine: string;
  readonly bytes: Uint8Array;
}

export interface ScriptRun {
  readonly image: VmImage;
  /** JavaScript: the body of an async function, already recovered and stripped of types. */
  readonly code: string;
  readonly limits: ScriptLimits;
  /** Whose it is. Scripts of two owners never run in one process, and no owner keeps the others from running. */
  readonly owner?: string | undefined;
  /** The host's side of one client method. Rejecting ends the script as `ended`. */
  call(name: string, argsJson: string, signal: AbortSignal): Promise<CallAnswer>;
  readonly signal?: AbortSignal | undefined;
}

export interface ScriptLimits {
  /** Of the virtual machine with its image. */
  readonly memoryMb: number;
  /** Wall time, calls included. */
  readonly timeoutMs: number;
  /** Time it may compute; what it waits for a call does not count. Default `timeoutMs`. */
  readonly cpuMs?: number | undefined;
  readonly maxCalls: number;
  readonly maxResultBytes: number;
  readonly maxLogs: number;
  /** Of all lines together. */
  readonly maxLogBytes: number;
}

export type CallAnswer =
  | { readonly kind: 'value'; readonly json: string }
  /** `{name, message, status?, operationId?, body?}`: thrown in the script. */
  | { readonly kind: 'error'; readonly json: string }
  /** The script stops inside this call and is saved, once its other calls are answered. */
  | { readonly kind: 'pause' }
  /** Ends the script at once; it cannot catch this. */
  | { readonly kind: 'end'; readonly error: unknown };

export interface LogLine {
  readonly level: LogLevel;
  readonly text: string;
}

export type LogLevel = 'log' | 'info' | 'warn' | 'error' | 'debug';

/** What it cost, whatever became of it; a resumed script counts from its first start. */
export interface ScriptUse {
  readonly logs: readonly LogLine[];
  readonly calls: number;
  readonly wallMs: number;
  readonly cpuMs: number;
  readonly peakMb: number;
}

export type ScriptEnd = ScriptUse & ScriptOutcome;

export type ScriptOutcome =
  /** `'null'` for undefined. When `truncated`, the beginning of the JSON text, which is no JSON by itself. */
  | { readonly kind: 'returned'; readonly json: string; readonly truncated: boolean }
  | { readonly kind: 'threw'; readonly error: ThrownError }
  | { readonly kind: 'syntax'; readonly error: { readonly message: string } & Position }
  | { readonly kind: 'not_serialisable'; readonly message: string }
  | { readonly kind: 'timeout' }
  | { readonly kind: 'memory' }
  | { readonly kind: 'call_limit' }
  /** It waits for what nobody will ever settle. */
  | { readonly kind: 'stalled' }
  | { readonly kind: 'ended'; readonly error: unknown }
  | { readonly kind: 'aborted' }
  | { readonly kind: 'crashed'; readonly message: string }
  /** `image` holds all that the script held, answers of the API among it: keep it sealed. */
  | { readonly kind: 'paused'; readonly image: Uint8Array; readonly pending: PendingCall };

/** Line and column of `code`, both from 1; absent when the engine does not say. */
export interface Position {
  readonly line?: number | undefined;
  readonly column?: number | undefined;
}

export interface ThrownError extends Position {
  readonly name: string;
  readonly message: string;
  /** Of an ApiError. */
  readonly data?: ThrownData | undefined;
}

export interface ThrownData {
  readonly status?: number | undefined;
  readonly operationId?: string | undefined;
  /** Any JSON. */
  readonly body?: unknown;
}

export interface PendingCall {
  readonly name: string;
  readonly argsJson: string;
}
