// The process that compiles: started by compileInChild, one document each. Packs and compares too: both take long for large ones.
import { serveChild } from '#platform/child-task/serve-child';
import { packCompiled, unpackedSurface } from '../bundles/compiled-parts.ts';
import { compile } from './compile.ts';
import { receivedInput, sentResult } from './compiled-bundle.ts';
import type { SentInput } from './compiled-bundle.ts';
import { diffApis } from './diff-apis.ts';

await serveChild((given, tell, bytes) => {
  // Written by compileInChild, in this form.
  const input = receivedInput(given as SentInput, bytes);
  const result = compile(input, (step, done, total) => tell({ step, done, total }));
  if (!result.ok) return { value: result, bytes: new Uint8Array() };
  const { compiled } = result;
  return sentResult({
    manifest: compiled.manifest,
    diagnostics: compiled.diagnostics,
    contentHash: compiled.contentHash,
    operationCount: compiled.operations.length,
    apiDiff: input.before ? diffApis(unpackedSurface(input.before), compiled) : null,
    parts: packCompiled(compiled),
  });
});
