// The door to the library that turns Swagger 2.0 into OpenAPI 3.0.
import { upgradeFromTwoToThree } from '@scalar/openapi-upgrader/2.0-to-3.0';
import { failed, ok } from '#kernel/outcome';
import type { Outcome } from '#kernel/outcome';

type Document = Readonly<Record<string, unknown>>;

/** Changes the document it is given. The error is a sentence. */
export function upgradeSwagger(document: Document): Outcome<Document, string> {
  try {
    const upgraded: unknown = upgradeFromTwoToThree({ ...document, swagger: '2.0' });
    if (typeof upgraded === 'object' && upgraded !== null && !Array.isArray(upgraded)) return ok({ ...upgraded });
  } catch {
    // Silence is right: the library trusts its input and throws whatever a document of another form makes of that.
  }
  return failed('The document is no valid Swagger 2.0, or too deeply nested to be read as one.');
}
