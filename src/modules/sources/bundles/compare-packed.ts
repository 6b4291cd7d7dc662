// Compares two bundles as they are stored: small ones here, large ones in a process of their own, which holds up nobody.
import { join } from 'node:path';
import { AppError } from '#kernel/errors';
import { runInChild } from '#platform/child-task/run-in-child';
import type { ApiDiff } from '../compile/api-diff.ts';
import { sentPair } from '../compile/compiled-bundle.ts';
import type { PackedSurface } from '../compile/compiled-bundle.ts';
import { diffApis } from '../compile/diff-apis.ts';
import { openedSurface } from './compiled-parts.ts';

const MIB = 1024 * 1024;
/** Of both, opened. It takes a tenth of a second of everybody's time; to start a process takes twice that of one core. */
const MAX_HERE_BYTES = MIB;
const ENTRY = join(import.meta.dirname, '..', 'compile', 'compare-process.ts');
const TIMEOUT_MS = 60_000;
const MEMORY_MB = 1024;
const MAX_OUTPUT_BYTES = 64 * MIB;

/** Rejects with the signal's reason when it aborts, and with `unavailable` where the process ended before it was done. */
export async function comparePacked(before: PackedSurface, after: PackedSurface, signal?: AbortSignal): Promise<ApiDiff> {
  if (sizeOf(before) + sizeOf(after) <= MAX_HERE_BYTES) return diffApis(await openedSurface(before), await openedSurface(after));
  const limits = { timeoutMs: TIMEOUT_MS, maxMemoryMb: MEMORY_MB, maxOutputBytes: MAX_OUTPUT_BYTES, signal };
  const end = await runInChild({ entry: ENTRY, input: sentPair({ before, after }), ...limits });
  if (end.kind !== 'done') throw new AppError('unavailable', `The bundles could not be compared: the process ended early (${end.kind}).`);
  // Written by compare-process, in this form.
  return end.value as ApiDiff;
}

const sizeOf = ({ operations, schemas }: PackedSurface): number => operations.sizeBytes + schemas.sizeBytes;
