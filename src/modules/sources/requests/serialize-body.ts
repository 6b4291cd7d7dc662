// A request body as text: JSON, a form, or text as it is. Pure.
import { failed, ok } from '#kernel/outcome';
import type { Outcome } from '#kernel/outcome';
import type { RequestBody } from '../compile/compiled.ts';
import { flatValue } from './flat-value.ts';
import { serializeInQuery } from './serialize-value.ts';

const MAX_BYTES = 8 * 1024 * 1024;

/** The error continues a sentence about the body. Throws RangeError for what is nested without end. */
export function serializeBody(body: RequestBody, value: unknown): Outcome<string, string> {
  const written = textOf(body, value);
  if (!written.ok) return written;
  return Buffer.byteLength(written.value) > MAX_BYTES ? failed(`must have at most ${MAX_BYTES} bytes`) : written;
}

function textOf(body: RequestBody, value: unknown): Outcome<string, string> {
  switch (body.kind) {
    case 'json':
      return ok(JSON.stringify(value) ?? 'null');
    case 'text':
      return typeof value === 'string' ? ok(value) : failed('must be a text');
    case 'form':
      return formOf(body, value);
    default:
      return body.kind satisfies never;
  }
}

function formOf({ contentType, encoding }: RequestBody, value: unknown): Outcome<string, string> {
  if (!/^\s*application\/x-www-form-urlencoded\s*(;|$)/i.test(contentType)) return failed(`cannot be written as ${contentType}`);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return failed('must be an object: it is a form');
  return ok(
    Object.entries(value)
      .flatMap(([name, inner]) => field(name, inner, encoding))
      .join('&'),
  );
}

/** As the document says; otherwise lists repeat their name, and an object is written as JSON (OpenAPI 3.1.1, Encoding Object). */
function field(name: string, value: unknown, encoding: RequestBody['encoding']): string[] {
  const said = Object.hasOwn(encoding, name) ? encoding[name] : undefined;
  if (said) return serializeInQuery({ name, ...said }, value);
  const style = flatValue(value)?.kind === 'map' ? 'json' : 'form';
  return value === null ? [] : serializeInQuery({ name, style, explode: true }, value);
}
