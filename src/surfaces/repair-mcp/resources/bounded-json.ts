// What a resource may hold: 1 MiB of JSON.
import { invalidField } from '#kernel/errors';

const MAX_BYTES = 1024 * 1024;

/** Room for the fields around a list. */
const FRAME_BYTES = 1024;

/** Throws `validation_failed` for what is larger: the REST API has it. */
export function boundedJson(value: unknown): string {
  const text = JSON.stringify(value);
  if (Buffer.byteLength(text) > MAX_BYTES) throw invalidField('uri', 'is larger than 1 MiB; read it over the REST API');
  return text;
}

/** Keeps as many of the first items as have room. */
export function fitting<T>(items: readonly T[]): { readonly kept: readonly T[]; readonly truncated: boolean } {
  const room = bytesLeft();
  const end = items.findIndex((item) => !room.take(item));
  return end === -1 ? { kept: items, truncated: false } : { kept: items.slice(0, end), truncated: true };
}

/** Counts what is put into one resource; `take` says whether there was room. */
export function bytesLeft(): { take(item: unknown): boolean } {
  let left = MAX_BYTES - FRAME_BYTES;
  return {
    take: (item) => {
      left -= Buffer.byteLength(JSON.stringify(item)) + 1;
      return left >= 0;
    },
  };
}
