// Compiles what is kept of an upload, in a process of its own: at once or in the background, the same way.
import { AppError } from '#kernel/errors';
import { SlotsFullError } from '#platform/child-task/slots';
import type { Ctx } from '#platform/ctx';
import { compileInChild } from '../compile/compile-in-child.ts';
import type { CompileProgress } from '../compile/compile-input.ts';
import type { CompiledBundle } from '../compile/compiled-bundle.ts';
import type { Diagnostic } from '../compile/compiled.ts';
import type { SourceRecord } from '../source.ts';
import { packedSurface } from './diff-against.ts';
import { compilerInputOf, readInput } from './input-part.ts';
import type { UploadTexts } from './input-part.ts';
import { activeBundle } from './store.ts';

export interface CompileTask extends UploadTexts {
  readonly source: Pick<SourceRecord, 'id' | 'slug' | 'mode'>;
  readonly environment: string;
  readonly onProgress?: CompileProgress | undefined;
}

export type CompiledText =
  | {
      readonly ok: true;
      readonly bundle: CompiledBundle;
      /** Active then, and compared with; undefined: none was. */ readonly against: string | undefined;
    }
  | { readonly ok: false; readonly diagnostics: readonly Diagnostic[] };

/** Throws `unavailable` where too many wait already, and the signal's reason when it aborts. */
export async function compileText(
  { deps, org, signal }: Pick<Ctx, 'deps' | 'org' | 'signal'>,
  { source, environment, openapi, input, onProgress }: CompileTask,
): Promise<CompiledText> {
  const about = { slug: source.slug, mode: source.mode, environment, settings: deps.settings.addressPolicy };
  const against = (await activeBundle(deps.db, { sourceId: source.id, environment }))?.id;
  const before = against === undefined ? undefined : await packedSurface(deps.db, against);
  try {
    const given = { ...about, ...compilerInputOf(openapi, readInput(input)), before };
    const result = await compileInChild(given, { signal, onProgress, owner: org.id });
    return result.ok ? { ...result, against } : result;
  } catch (error) {
    if (!(error instanceof SlotsFullError)) throw error;
    throw new AppError('unavailable', 'Too many documents are being compiled. Try again in a minute.');
  }
}
