// Warns of names in a manifest that name nothing in the document.
import type { Manifest, Operation } from './compiled.ts';
import { matchGlob } from '#platform/match/glob';
import type { DiagnosticList } from './diagnostic-list.ts';
import { placeIn } from './json-pointer.ts';

export function checkManifestNames(manifest: Manifest, operations: readonly Operation[], diagnostics: DiagnosticList): void {
  for (const [index, { param }] of manifest.analyticsTags.entries()) {
    if (param === undefined || isArgument(param, operations)) continue;
    diagnostics.warn(placeIn('/manifest/analyticsTags', index, 'param'), 'No operation has this argument; the tag stays empty.');
  }
  for (const [index, { match }] of manifest.policy.entries()) {
    if (operations.some(({ operationId }) => matchGlob(match, operationId))) continue;
    diagnostics.warn(placeIn('/manifest/policy', index, 'match'), 'This matches no operation.');
  }
}

/** `<operationId>.<argument>`; both may hold dots. */
const isArgument = (param: string, operations: readonly Operation[]): boolean =>
  operations.some(
    ({ operationId, parameters, body }) =>
      param.startsWith(`${operationId}.`) &&
      (parameters.some(({ argument }) => param === `${operationId}.${argument}`) ||
        (body !== null && param.startsWith(`${operationId}.body`))),
  );
