// What we and a sandbox process say to each other. Ours are believed; what comes from the process is checked (read-message.ts).
import type { LogLevel, ScriptLimits } from './sandbox.ts';

/** Where the guest's own functions are in a saved machine, by the engine's own numbers. */
export type GuestTokens = Readonly<Record<string, number>>;

export interface OpenCall {
  readonly id: number;
  readonly name: string;
  readonly argsJson: string;
}

/** What a resumed script already used. */
export interface UsedBefore {
  readonly calls: number;
  readonly wallMs: number;
  readonly cpuMs: number;
  readonly peakMb: number;
  readonly logs: number;
  readonly logBytes: number;
}

export interface StartRun {
  readonly limits: ScriptLimits;
  /** The clock of the host: milliseconds since 1970. */
  readonly now: number;
  /** Of the guest's Math.random. */
  readonly seed: readonly [number, number, number, number];
}

export type ToChild =
  | { readonly type: 'build'; readonly bootstrap: string }
  /** With the machine's bytes. One process has one image for its whole life. */
  | { readonly type: 'bind'; readonly tokens: GuestTokens; readonly memoryMb: number }
  | ({ readonly type: 'run'; readonly code: string } & StartRun)
  | ({
      readonly type: 'resume';
      /** Answers the first of `calls`. */
      readonly text: string;
      readonly calls: readonly OpenCall[];
      readonly used: UsedBefore;
    } & StartRun)
  /** Its bytes are the text that the bridge resolves to. */
  | { readonly type: 'answer'; readonly id: number }
  | { readonly type: 'pause'; readonly id: number }
  | { readonly type: 'stop'; readonly reason: StopReason };

/** What one call may take along; the guest is told when it asks for more. */
export const MAX_ARGS_CHARS = 2 * 1024 * 1024;
export const ARGS_TOO_LARGE = JSON.stringify({
  error: { name: 'RangeError', message: 'The arguments of this call are larger than 2 MiB.' },
});

export type StopReason = 'timeout' | 'ended' | 'aborted' | 'call_limit';

export type FromChild =
  | { readonly type: 'ready' }
  | { readonly type: 'bound' }
  | { readonly type: 'refused'; readonly message: string }
  | { readonly type: 'built'; readonly tokens: GuestTokens }
  | { readonly type: 'build_failed'; readonly message: string }
  | ({ readonly type: 'call' } & OpenCall)
  | { readonly type: 'log'; readonly level: LogLevel; readonly text: string }
  /** It writes a machine down now, which takes its time and is no time of the script. */
  | { readonly type: 'saving' }
  | ({ readonly type: 'end'; readonly outcome: ChildOutcome } & ChildUse);

export interface ChildUse {
  readonly calls: number;
  readonly wallMs: number;
  readonly cpuMs: number;
  readonly peakMb: number;
  /** False: the process leaves; its machine or itself is in no state to go on. */
  readonly canGoOn: boolean;
}

export type ChildOutcome =
  | { readonly kind: 'returned'; readonly json: string; readonly truncated: boolean }
  | {
      readonly kind: 'threw';
      readonly error: {
        readonly name: string;
        readonly message: string;
        readonly line?: number | undefined;
        readonly column?: number | undefined;
        readonly data?:
          | { readonly status?: number | undefined; readonly operationId?: string | undefined; readonly body?: unknown }
          | undefined;
      };
    }
  | {
      readonly kind: 'syntax';
      readonly error: { readonly message: string; readonly line?: number | undefined; readonly column?: number | undefined };
    }
  | { readonly kind: 'not_serialisable'; readonly message: string }
  | { readonly kind: 'timeout' | 'memory' | 'call_limit' | 'stalled' | 'ended' | 'aborted' }
  | { readonly kind: 'crashed'; readonly message: string }
  /** With the machine's bytes. The first call is the one that was paused first. */
  | { readonly kind: 'paused'; readonly tokens: GuestTokens; readonly calls: readonly OpenCall[] };
