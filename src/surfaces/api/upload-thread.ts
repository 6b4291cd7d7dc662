// Runs parseUpload beside the main thread, within a bound of memory.
import { Worker } from 'node:worker_threads';
import { z } from 'zod';
import { AppError } from '#kernel/errors';
import type { ParsedUpload } from './upload-parse.ts';

/** JSON of 64 MiB becomes several times as much. */
const MAX_MEMORY_MB = 1024;

const answer: z.ZodType<ParsedUpload> = z.discriminatedUnion('ok', [
  z.object({ ok: z.literal(true), fields: z.record(z.string(), z.unknown()), openapi: z.unknown() }),
  z.object({ ok: z.literal(false), error: z.string() }),
]);

/** Throws `payload_too_large` where the bytes need more memory than that, and the signal's reason when it aborts. */
export async function parseInThread(bytes: Buffer, signal: AbortSignal): Promise<ParsedUpload> {
  signal.throwIfAborted();
  const { promise, resolve, reject } = Promise.withResolvers<ParsedUpload>();
  const worker = new Worker(new URL('./upload-worker.ts', import.meta.url), {
    workerData: bytes,
    env: {},
    resourceLimits: { maxOldGenerationSizeMb: MAX_MEMORY_MB },
  });
  const leave = (): void => reject(signal.reason);
  signal.addEventListener('abort', leave, { once: true });
  worker.once('message', (message: unknown) => resolve(answer.parse(message)));
  worker.once('error', (error) => reject(tooHeavy(error)));
  worker.once('exit', () => reject(tooHeavy(undefined)));
  try {
    return await promise;
  } finally {
    signal.removeEventListener('abort', leave);
    await worker.terminate();
  }
}

const tooHeavy = (cause: unknown): AppError =>
  new AppError('payload_too_large', 'The body needs too much memory to be read. Send the document as JSON or YAML text.', { cause });
