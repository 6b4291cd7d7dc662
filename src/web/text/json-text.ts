// JSON typed by a person: the value, or what is wrong with the text.
export type JsonText = { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly message: string };

export function parseJson(text: string): JsonText {
  try {
    return { ok: true, value: JSON.parse(text) };
  } catch (error) {
    return { ok: false, message: `is not valid JSON: ${error instanceof Error ? error.message : 'unreadable'}` };
  }
}

export function parseJsonObject(text: string): JsonText {
  const parsed = parseJson(text);
  if (!parsed.ok) return parsed;
  const { value } = parsed;
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? parsed : { ok: false, message: 'must be a JSON object' };
}

export const prettyJson = (value: unknown): string => JSON.stringify(value, null, 2) ?? 'undefined';
