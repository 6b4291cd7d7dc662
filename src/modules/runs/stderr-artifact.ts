// The end of a hosted program's stderr as a file of the run (spec 01 §2). Pure.
import type { Artifact } from './trace/store.ts';

const MAX_BYTES = 64 * 1024;

/** Without what PostgreSQL cannot hold: one NUL must not hide the rest. */
export const storable = (stderr: string): string => stderr.replaceAll('\0', '\uFFFD').toWellFormed();

/** `redacted` may be longer than what is kept: it is cut only now, so that no secret was cut in two before it was looked for. */
export function stderrArtifact(redacted: string, attempt: number): Artifact {
  const bytes = Buffer.from(redacted).subarray(-MAX_BYTES);
  // A character cut in two at the front is dropped.
  const text = bytes.toString('utf8').replace(/^\uFFFD+/, '');
  const name = attempt === 1 ? 'stderr.txt' : `stderr-attempt-${attempt}.txt`;
  return { name, kind: 'stderr', mimeType: 'text/plain', bytes: Buffer.byteLength(text), text };
}
