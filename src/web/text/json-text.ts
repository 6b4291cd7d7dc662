// JSON typed by a person: the value, or what is wrong with the text.
export type JsonText<T = unknown> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly message: string };

export function parseJson(text: string): JsonText {
  try {
    return { ok: true, value: JSON.parse(text) };
  } catch (error) {
    return { ok: false, message: `is not valid JSON: ${error instanceof Error ? error.message : 'unreadable'}` };
  }
}

export function parseJsonObject(text: string): JsonText<Record<string, unknown>> {
  const parsed = parseJson(text);
  if (!parsed.ok) return parsed;
  return isJsonObject(parsed.value) ? { ok: true, value: parsed.value } : { ok: false, message: 'must be a JSON object' };
}

export const isJsonObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export const prettyJson = (value: unknown): string => JSON.stringify(value, null, 2) ?? 'undefined';
