// Which OpenAPI a document is written in.
import { failed, ok } from '#kernel/outcome';
import type { Outcome } from '#kernel/outcome';
import type { Diagnostic } from './compiled.ts';
import { memberOf } from './json-object.ts';
import type { JsonObject } from './json-object.ts';

export type DocumentVersion = '2.0' | '3.0' | '3.1' | '3.2';
const VERSIONS: readonly DocumentVersion[] = ['3.0', '3.1', '3.2'];

export function detectVersion(document: JsonObject): Outcome<DocumentVersion, Diagnostic> {
  const { swagger, openapi } = { swagger: memberOf(document, 'swagger'), openapi: memberOf(document, 'openapi') };
  // YAML reads 2.0 without quotes as a number.
  if (swagger === '2.0' || swagger === 2) return ok('2.0');
  const text = typeof openapi === 'number' ? String(openapi) : openapi;
  const found = VERSIONS.find((version) => typeof text === 'string' && (text === version || text.startsWith(`${version}.`)));
  if (found !== undefined) return ok(found);
  const isNamed = swagger !== undefined || openapi !== undefined;
  return failed({
    severity: 'error',
    path: swagger === undefined ? '/openapi' : '/swagger',
    message: `The document ${isNamed ? 'names a version that is not' : 'does not say that it is'} Swagger 2.0 or OpenAPI 3.0, 3.1 or 3.2.`,
  });
}
