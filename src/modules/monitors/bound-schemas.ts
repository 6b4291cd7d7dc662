// Bounds what many monitors together may give to compile: no more than one of them alone may.
import type { FieldError } from '#kernel/errors';
import { fieldPath } from '#kernel/parse-input';
import type { MonitorBody } from './draft-monitors.ts';

/** 20 assertions of 16 KiB. The same schema counts once: it is compiled once. */
const MAX_SCHEMAS_BYTES = 20 * 16 * 1024;

/** The first schema that is too much, or nothing. Looks at what was sent before anything is compiled, whatever its shape. */
export function boundSchemas(bodies: readonly MonitorBody[]): FieldError[] {
  const seen = new Set<string>();
  let bytes = 0;
  for (const { raw, path } of bodies) {
    for (const [index, schema] of schemasIn(raw)) {
      const text = JSON.stringify(schema);
      if (seen.has(text)) continue;
      seen.add(text);
      bytes += Buffer.byteLength(text);
      if (bytes > MAX_SCHEMAS_BYTES) {
        const message = `is one schema too many: those of a list may have ${MAX_SCHEMAS_BYTES / 1024} KiB together; make the monitors in several calls`;
        return [{ field: fieldPath([...path, 'assertions', index, 'schema']), message }];
      }
    }
  }
  return [];
}

function schemasIn(raw: unknown): readonly (readonly [number, object])[] {
  const assertions = fieldOf(raw, 'assertions');
  if (!Array.isArray(assertions)) return [];
  return assertions.flatMap((assertion: unknown, index) => {
    const schema = fieldOf(assertion, 'schema');
    return typeof schema === 'object' && schema !== null ? [[index, schema] as const] : [];
  });
}

const fieldOf = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null && Object.hasOwn(value, name) ? (value as Record<string, unknown>)[name] : undefined;
