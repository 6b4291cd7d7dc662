// Compiles in a process of its own, without our environment, with an end to its time and memory.
import { join } from 'node:path';
import { runInChild } from '#platform/child-task/run-in-child';
import type { ChildEnd } from '#platform/child-task/run-in-child';
import { createSlots } from '#platform/child-task/slots';
import { COMPILE_STEPS } from './compile-input.ts';
import type { CompileProgress } from './compile-input.ts';
import { receivedResult, sentInput } from './compiled-bundle.ts';
import type { BundleInput, BundleResult, SentResult } from './compiled-bundle.ts';
import type { Diagnostic } from './compiled.ts';
import { memberOf } from './json-object.ts';

export interface ChildLimits {
  /** Default 180 000, from when it begins: it may have to wait for others before. */
  readonly timeoutMs?: number | undefined;
  /** Default 1024. */
  readonly maxMemoryMb?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: CompileProgress | undefined;
  /** Whose document it is: no owner's documents keep another's waiting. */
  readonly owner?: string | undefined;
}

const ENTRY = join(import.meta.dirname, 'compile-process.ts');
const TIMEOUT_MS = 180_000;
const MEMORY_MB = 1024;
const MAX_OUTPUT_BYTES = 384 * 1024 * 1024;
/** Of this process, whoever asks: each may take a core and its memory. */
const slots = createSlots({ places: 2, waiting: 32 });

/**
 * A child that runs into a limit or dies is a failed compile with a diagnostic. Rejects with the signal's reason when it aborts, and
 * with SlotsFullError when too many wait already.
 */
export async function compileInChild(input: BundleInput, limits: ChildLimits = {}): Promise<BundleResult> {
  const { timeoutMs = TIMEOUT_MS, maxMemoryMb = MEMORY_MB, signal, onProgress, owner } = limits;
  const work = (): Promise<ChildEnd> =>
    runInChild({
      entry: ENTRY,
      ...sentInput(input),
      timeoutMs,
      maxMemoryMb,
      maxOutputBytes: MAX_OUTPUT_BYTES,
      signal,
      onProgress: onProgress === undefined ? undefined : (progress) => told(onProgress, progress),
    });
  const end = await slots.use(signal, work, owner);
  if (end.kind !== 'done') return { ok: false, diagnostics: [diagnosticOf(end, { timeoutMs, maxMemoryMb })] };
  // Written by compile-process, in this form.
  return receivedResult(end.value as SentResult, end.bytes);
}

function told(onProgress: CompileProgress, progress: unknown): void {
  const [step, done, total] = ['step', 'done', 'total'].map((name) => memberOf(progress, name));
  const known = COMPILE_STEPS.find((name) => name === step);
  if (known === undefined) return;
  if (typeof done === 'number' && typeof total === 'number') onProgress(known, done, total);
  else onProgress(known);
}

interface Bounds {
  readonly timeoutMs: number;
  readonly maxMemoryMb: number;
}

function diagnosticOf(end: Exclude<ChildEnd, { kind: 'done' }>, { timeoutMs, maxMemoryMb }: Bounds): Diagnostic {
  const failed = (message: string): Diagnostic => ({ severity: 'error', path: '', message });
  switch (end.kind) {
    case 'timeout':
      return failed(
        `Compiling took longer than ${timeoutMs / 1000} s and was stopped. Leave operations out with an overlay, or split the document.`,
      );
    case 'memory':
      return failed(
        `Compiling needed more than ${maxMemoryMb} MB and was stopped. Leave operations out with an overlay, or split the document.`,
      );
    case 'too_large':
      return failed('The bundle would be too large. Leave operations out with an overlay, or split the document.');
    case 'failed':
    case 'died':
      return failed('The process that compiles ended before it was done. Try again; if it happens again, the document makes it fail.');
  }
}
