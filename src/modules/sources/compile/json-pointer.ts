// JSON Pointers (RFC 6901), as diagnostics name places and references name schemas.

export type PointerPart = string | number;

const escaped = (part: PointerPart): string => String(part).replaceAll('~', '~0').replaceAll('/', '~1');

/** `('/paths', '/pets', 'get')` → `/paths/~1pets/get`. */
export const placeIn = (pointer: string, ...parts: readonly PointerPart[]): string =>
  parts.reduce<string>((place, part) => `${place}/${escaped(part)}`, pointer);

/** The parts of a reference such as `#/components/schemas/Pet`, percent-decoded; undefined where it is no local pointer. */
export function partsOfReference(reference: string): string[] | undefined {
  if (reference === '#') return [];
  if (!reference.startsWith('#/')) return undefined;
  return reference.slice(2).split('/').map(decodedPart);
}

function decodedPart(part: string): string {
  return percentDecoded(part).replaceAll('~1', '/').replaceAll('~0', '~');
}

function percentDecoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    // Silence is right: a lone percent sign stands for itself in documents that never heard of encoding.
    return part;
  }
}
