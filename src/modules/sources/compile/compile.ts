// Compiles an OpenAPI document into the content of a bundle. Pure: the same input, the same bytes.
import { matchGlob } from '#platform/match/glob';
import { upgradeSwagger } from '#platform/openapi/upgrade-swagger';
import { buildSearch } from '#platform/search/build-search';
import { applyOverlay } from './apply-overlay.ts';
import { bootstrapOf } from './bootstrap.ts';
import type { CompileInput, CompileProgress, CompileResult } from './compile-input.ts';
import type { ApiInfo, Compiled, Manifest } from './compiled.ts';
import { checkManifestNames } from './check-manifest-names.ts';
import { contentHashOf } from './content-hash.ts';
import { credentialPlaces } from './credential-places.ts';
import { detectVersion } from './detect-version.ts';
import type { DocumentVersion } from './detect-version.ts';
import { DiagnosticList } from './diagnostic-list.ts';
import { finishManifest } from './finish-manifest.ts';
import { objectIn } from './json-object.ts';
import type { JsonObject } from './json-object.ts';
import { listOperations } from './list-operations.ts';
import type { ListedOperation } from './list-operations.ts';
import { parseManifest } from './parse-manifest.ts';
import type { PartialManifest } from './parse-manifest.ts';
import { readDocument } from './read-document.ts';
import { readInfo } from './read-info.ts';
import { readOperations } from './read-operations.ts';
import { References } from './references.ts';
import { SchemaRegistry } from './schema-registry.ts';
import { sdkIndex } from './sdk-index.ts';
import { searchDocumentsOf } from './search-documents.ts';
import { typesFile } from './types-file.ts';
import { typeLinesOf, writeOperations } from './write-operations.ts';
import type { WrittenOperations } from './write-operations.ts';

/** Takes seconds for large documents: use `compileInChild` where others wait. */
export function compile(input: CompileInput, onProgress: CompileProgress = () => undefined): CompileResult {
  const diagnostics = new DiagnosticList();
  const compiled = compiledOf(input, diagnostics, onProgress);
  return compiled === undefined || diagnostics.isFailed ? { ok: false, diagnostics: diagnostics.list() } : { ok: true, compiled };
}

/** Undefined where an error was found that leaves nothing to go on with. */
function compiledOf(input: CompileInput, diagnostics: DiagnosticList, onProgress: CompileProgress): Compiled | undefined {
  const partial = checkedManifest(input, diagnostics);
  const source = sourceOf(input, diagnostics, onProgress);
  if (partial === undefined || source === undefined) return undefined;
  const { document, version } = source;
  const info = readInfo(document);
  const { slug, environment, mode, settings } = input;
  const manifest = finishManifest(partial, { document, info, slug, environment, mode, settings, diagnostics });
  const references = new References(document);
  const listed = listOperations({ document, references, diagnostics, mode });
  if (diagnostics.isFailed) return undefined;
  const { kept, excluded } = chosen(listed, manifest);
  const registry = new SchemaRegistry({
    references,
    diagnostics,
    hasSiblings: version === '3.1' || version === '3.2',
    componentNames: Object.keys(objectIn(objectIn(document, 'components'), 'schemas') ?? {}),
  });
  const context = { references, registry, diagnostics, credentials: credentialPlaces(document, partial) };
  const written = writeOperations(readOperations(context, kept, { mode, onProgress }));
  checkManifestNames(manifest, written.operations, diagnostics);
  if (written.operations.length === 0) diagnostics.warn('/paths', 'No operation is left: there is nothing that could be called.');
  return assembled({ info, manifest, written, excluded }, diagnostics, onProgress);
}

function checkedManifest(
  { manifest, environment, mode, settings }: CompileInput,
  diagnostics: DiagnosticList,
): PartialManifest | undefined {
  const parsed = parseManifest(manifest, { environment, mode, settings });
  if (parsed.ok) return parsed.manifest;
  for (const { field, message } of parsed.fieldErrors) diagnostics.fail(`/${field.replaceAll('.', '/')}`, message);
  return undefined;
}

interface Source {
  readonly document: JsonObject;
  readonly version: DocumentVersion;
}

/** The document with the overlay on it, in OpenAPI 3. */
function sourceOf({ openapi, overlay }: CompileInput, diagnostics: DiagnosticList, onProgress: CompileProgress): Source | undefined {
  onProgress('read');
  const read = readDocument(openapi);
  if (!read.ok) {
    diagnostics.fail('', `The document ${read.error}.`);
    return undefined;
  }
  if (overlay !== undefined && overlay !== null) {
    onProgress('overlay');
    if (!applyOverlay(read.value, overlay, diagnostics)) return undefined;
  }
  const version = detectVersion(read.value);
  if (!version.ok) {
    diagnostics.fail(version.error.path, version.error.message);
    return undefined;
  }
  if (version.value !== '2.0') return { document: read.value, version: version.value };
  const upgraded = upgradeSwagger(read.value);
  diagnostics.renamePlaces(SWAGGER_PLACES);
  if (upgraded.ok) return { document: upgraded.value, version: version.value };
  diagnostics.fail('', upgraded.error);
  return undefined;
}

/** Where Swagger 2.0 has what OpenAPI 3 has under components. */
const SWAGGER_PLACES = [
  ['/components/schemas/', '/definitions/'],
  ['/components/parameters/', '/parameters/'],
  ['/components/responses/', '/responses/'],
  ['/components/securitySchemes/', '/securityDefinitions/'],
] as const;

interface Chosen {
  readonly kept: readonly ListedOperation[];
  readonly excluded: Compiled['excluded'];
}

/** Exclude wins; no include is all. */
function chosen(listed: readonly ListedOperation[], { include, exclude }: Manifest): Chosen {
  const isKept = ({ operationId }: ListedOperation): boolean =>
    (include.length === 0 || include.some((glob) => matchGlob(glob, operationId))) && !exclude.some((glob) => matchGlob(glob, operationId));
  return {
    kept: listed.filter(isKept),
    excluded: listed
      .filter((operation) => !isKept(operation))
      .map(({ operationId, method, path }) => ({ operationId, method, path }))
      .toSorted((one, other) => (one.operationId < other.operationId ? -1 : 1)),
  };
}

interface Parts {
  readonly info: ApiInfo;
  readonly manifest: Manifest;
  readonly written: WrittenOperations;
  readonly excluded: Compiled['excluded'];
}

function assembled({ info, manifest, written, excluded }: Parts, diagnostics: DiagnosticList, onProgress: CompileProgress): Compiled {
  const { operations, schemas } = written;
  const { clientName } = manifest;
  const title = `${info.title} ${info.version}`.trim();
  onProgress('types');
  const typeLines = typeLinesOf(schemas);
  const types = typesFile({ clientName, title, operations, typeLines: [...typeLines.values()] });
  onProgress('index');
  const index = sdkIndex({ clientName, title, operations, typeLines });
  const bootstrap = bootstrapOf(
    clientName,
    operations.map(({ jsName }) => jsName),
  );
  onProgress('search');
  const search = buildSearch(searchDocumentsOf(operations, schemas));
  const content = {
    info,
    manifest,
    operations,
    excluded,
    schemas: Object.fromEntries(schemas),
    types,
    index,
    bootstrap,
    search: search.index,
    vectors: search.vectors,
    diagnostics: diagnostics.list(),
  };
  return { ...content, contentHash: contentHashOf(content) };
}
