// What a hostile script is: what it tries, how it may end, and what must be true of its answer.
import type { CallAnswer, EngineName, Sandbox, ScriptEnd, ScriptLimits, VmImage } from '#platform/sandbox/sandbox';

export interface HostileScript {
  readonly family: Family;
  readonly name: string;
  readonly code: string;
  /** The ends that keep it contained, on every engine. */
  readonly ends: readonly EndKind[];
  /** The JSON it must return, when it returns at all. */
  readonly returns?: unknown;
  readonly limits?: Partial<ScriptLimits> | undefined;
  /** In place of the usual answer of the host. */
  readonly call?: ((name: string, argsJson: string) => Promise<CallAnswer>) | undefined;
  /** What is wrong with its end beside all that, or undefined. */
  readonly fault?: ((end: ScriptEnd) => string | undefined) | undefined;
  /** In place of running `code` on a fresh image. Undefined stands for being refused before anything ran. */
  readonly play?: ((sandbox: Sandbox, image: VmImage) => Promise<ScriptEnd | undefined>) | undefined;
  /** Default: every engine. */
  readonly engine?: EngineName | undefined;
}

export type EndKind = ScriptEnd['kind'] | 'refused';

export type Family = 'time' | 'memory' | 'depth' | 'waiting' | 'escape' | 'bridge' | 'answer' | 'source' | 'image';

export const hostileLimits: ScriptLimits = {
  memoryMb: 64,
  timeoutMs: 600,
  maxCalls: 20,
  maxResultBytes: 65_536,
  maxLogs: 100,
  maxLogBytes: 8192,
};
