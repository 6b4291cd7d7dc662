// Takes the JSON of an upload apart: small fields as values, the document as text. Runs in a thread for large ones.

export type ParsedUpload =
  | {
      readonly ok: true;
      readonly fields: Readonly<Record<string, unknown>>;
      /** An object as JSON text; what is neither object nor text as it is, so that its fault can be named. Undefined: there is none. */
      readonly openapi: unknown;
    }
  | { readonly ok: false; readonly error: string };

/** `error` continues a sentence about the body. */
export function parseUpload(bytes: Uint8Array): ParsedUpload {
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    return { ok: false, error: 'is not valid JSON in UTF-8' };
  }
  if (typeof json !== 'object' || json === null || Array.isArray(json)) return { ok: false, error: 'must be a JSON object' };
  const { openapi, ...fields } = json as Readonly<Record<string, unknown>>;
  const isDocument = typeof openapi === 'object' && openapi !== null && !Array.isArray(openapi);
  if (isDocument) return withText(fields, openapi);
  // a list or a number of any size is wrong all the same
  return { ok: true, fields, openapi: typeof openapi === 'string' || openapi === undefined ? openapi : null };
}

function withText(fields: Readonly<Record<string, unknown>>, document: object): ParsedUpload {
  try {
    return { ok: true, fields, openapi: JSON.stringify(document) };
  } catch (error) {
    // the parser knows no depth, the writer comes to its end
    if (!(error instanceof RangeError)) throw error;
    return { ok: false, error: 'holds a document that is nested too deeply' };
  }
}
