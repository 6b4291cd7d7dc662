// Finds what local references point to. Nothing is ever fetched: a reference out of the document is broken.
import { failed, ok } from '#kernel/outcome';
import type { Outcome } from '#kernel/outcome';
import { isObject, memberOf } from './json-object.ts';
import type { JsonObject } from './json-object.ts';
import { partsOfReference, placeIn } from './json-pointer.ts';

const MAX_HOPS = 50;
const MAX_SHOWN = 200;

export interface Place {
  readonly value: unknown;
  /** Where it stands, as a JSON Pointer. */
  readonly at: string;
}

export interface ObjectPlace extends Place {
  readonly value: JsonObject;
}

export class References {
  readonly #root: JsonObject;

  constructor(root: JsonObject) {
    this.#root = root;
  }

  /** What a reference names, without following any further. */
  find(reference: string): Place | undefined {
    const parts = partsOfReference(reference);
    if (parts === undefined) return undefined;
    let value: unknown = this.#root;
    for (const part of parts) {
      value = Array.isArray(value) ? value[/^\d{1,6}$/.test(part) ? Number(part) : -1] : memberOf(value, part);
      if (value === undefined) return undefined;
    }
    return { value, at: placeIn('', ...parts) };
  }

  /** The object that stands here, or that references lead to. The error is a sentence. */
  follow(place: Place): Outcome<ObjectPlace, string> {
    let current = place;
    for (let hop = 0; hop < MAX_HOPS; hop += 1) {
      const { value, at } = current;
      if (!isObject(value)) return failed('This must be an object.');
      const reference = memberOf(value, '$ref');
      if (typeof reference !== 'string') return ok({ value, at });
      const found = this.find(reference);
      if (found === undefined) return failed(brokenReference(reference));
      current = found;
    }
    return failed('These references lead in a circle.');
  }
}

/** Why a reference cannot be followed. */
export function brokenReference(reference: string): string {
  const shown = JSON.stringify(reference.slice(0, MAX_SHOWN));
  return reference.startsWith('#')
    ? `The reference ${shown} points to nothing.`
    : `The reference ${shown} points outside the document, and other documents are never fetched. Bundle them into one.`;
}
