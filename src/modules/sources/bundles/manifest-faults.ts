// Which faults of a compile are the manifest's own: they are wrong fields, whatever the document is.
import type { FieldError } from '#kernel/errors';
import type { Diagnostic } from '../compile/compiled.ts';

const MANIFEST = '/manifest';

/** Empty where the document has faults too: then it is the document that cannot be compiled. */
export function manifestFaults(diagnostics: readonly Diagnostic[]): FieldError[] {
  const errors = diagnostics.filter(({ severity }) => severity === 'error');
  const isManifest = errors.every(({ path }) => path.startsWith(`${MANIFEST}/`));
  return isManifest ? errors.map(({ path, message }) => ({ field: fieldOf(path), message })) : [];
}

/** `/manifest/baseUrls/production` → `manifest.baseUrls.production`. */
const fieldOf = (pointer: string): string =>
  pointer
    .slice(1)
    .split('/')
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))
    .join('.');
