// URI templates of RFC 6570, level 1: `armature://runs/{id}/trace`. A value never holds a slash, a query or a fragment.

const VARIABLE = /\{(\w+)\}/g;
const MAX_URI_CHARS = 2048;

/** The variables of `uri`, decoded, or undefined where it does not fit the template. */
export function matchUri(uriTemplate: string, uri: string): Record<string, string> | undefined {
  if (uri.length > MAX_URI_CHARS) return undefined;
  const names = [...uriTemplate.matchAll(VARIABLE)].map(([, name]) => name ?? '');
  const pattern = uriTemplate
    .split(VARIABLE)
    .map((part, i) => (i % 2 === 0 ? part.replaceAll(/[$()*+.?[\\\]^{|}]/g, String.raw`\$&`) : '([^/?#]+)'));
  const found = new RegExp(`^${pattern.join('')}$`).exec(uri);
  if (found === null) return undefined;
  const values = found.slice(1).map(decoded);
  if (values.includes(undefined)) return undefined;
  return Object.fromEntries(names.map((name, i) => [name, values[i] ?? '']));
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    // a broken percent sign names nothing
    return undefined;
  }
}
