// Every text of a catalog entry with its place: values, and the names of fields, which a server chooses too. Pure.
import type { JsonObject } from '../catalog/canonical.ts';
import { isObject } from '../catalog/canonical.ts';

export interface PlacedText {
  /** Such as `inputSchema.properties.note.description`. */
  readonly path: string;
  readonly text: string;
  /** `name`: how something is called; `prose`: anything that may be read as a sentence. */
  readonly kind: 'name' | 'prose';
}

const MAX_DEPTH = 64;
const MAX_PATH = 300;
/** A longer one is a sentence. */
const SHORT_NAME = 40;

/** `nodes` bounds the walk; what is beyond it is not looked at, and `isCut` says so. */
export function textsOf(definition: JsonObject, bound: { nodes: number }): { readonly texts: PlacedText[]; readonly isCut: boolean } {
  const texts: PlacedText[] = [];
  let isCut = false;
  const visit = (value: unknown, path: string, depth: number): void => {
    if (bound.nodes <= 0 || depth > MAX_DEPTH) {
      isCut = true;
      return;
    }
    bound.nodes -= 1;
    if (typeof value === 'string') texts.push({ path, text: value, kind: isName(path) ? 'name' : 'prose' });
    else if (Array.isArray(value)) value.forEach((item: unknown, i) => visit(item, `${path}[${i}]`, depth + 1));
    else if (isObject(value)) {
      for (const [key, item] of Object.entries(value)) {
        const at = (path === '' ? key : `${path}.${key}`).slice(0, MAX_PATH);
        texts.push({ path: at, text: key, kind: key.length <= SHORT_NAME ? 'name' : 'prose' });
        visit(item, at, depth + 1);
      }
    }
  };
  visit(definition, '', 0);
  return { texts, isCut };
}

const isName = (path: string): boolean => path === 'name' || /^arguments\[\d+\]\.name$/.test(path);
