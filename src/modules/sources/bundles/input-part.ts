// What came in, as it is kept and compared: the document apart from the rest, so that either can be read alone.
import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { Upload } from './upload-input.ts';

export interface KeptInput {
  readonly overlay: unknown;
  readonly manifest: unknown;
}

export interface UploadTexts {
  /** The document; one that came as an object is kept as JSON. */
  readonly openapi: string;
  /** Everything else that is compiled, as JSON. */
  readonly input: string;
}

/** Another reading of the same document must not pass for the same: raise it when the compiler's output changes. */
const COMPILER = 1;

export function textsOf({ openapi, overlay, manifest }: Pick<Upload, 'openapi' | 'overlay' | 'manifest'>): UploadTexts {
  const kept: KeptInput = { overlay: overlay ?? null, manifest: manifest ?? null };
  return { openapi: typeof openapi === 'string' ? openapi : JSON.stringify(openapi), input: JSON.stringify(kept) };
}

/** The same input for the same mode is the same bundle. */
export function inputHashOf({ openapi, input }: UploadTexts, mode: string): string {
  const hash = createHash('sha256').update(`${COMPILER}\n${mode}\n${input.length}\n`).update(input).update(openapi);
  return `sha256:${hash.digest('hex')}`;
}

const keptInput = z.object({ overlay: z.unknown(), manifest: z.unknown() });

export function readInput(text: string): KeptInput {
  const { overlay = null, manifest = null } = keptInput.parse(JSON.parse(text));
  return { overlay, manifest };
}

/** As the compiler takes it: it reads the text itself, in its own process. */
export const compilerInputOf = (openapi: string, { overlay, manifest }: KeptInput) => ({
  openapi,
  ...(overlay === null ? {} : { overlay }),
  ...(manifest === null ? {} : { manifest }),
});
